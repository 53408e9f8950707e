import Testing

@testable import SyncTesting

/// What the proxy does to WebSockets; the server is played by hand.
struct FaultyNetworkSocketsTests {
    private func opened(cutAtFrame: Int? = nil) throws -> NetworkBench {
        let bench = try NetworkBench()
        bench.open(1, cutAtFrame: cutAtFrame)
        bench.run(milliseconds: 100)
        try #require(bench.words == ["opened 1"])
        return bench
    }

    @Test func framesPassInOrderAndPingsAreAnswered() throws {
        let bench = try opened()
        bench.push("a")
        bench.push("?", WebSocketFrame.Opcode.ping)
        bench.push("b")
        bench.run(milliseconds: 100)
        #expect(bench.words == ["opened 1", "frame 1 a", "frame 1 b"])
        // A pong with a mask and one byte.
        #expect(Array(bench.heard.unicodeScalars.suffix(7).prefix(2).map(\.value)) == [0x8A, 0x81])
    }

    @Test func aSocketIsCutWithinAFrameAndTheServerHearsNothing() throws {
        let bench = try opened(cutAtFrame: 1)
        bench.push("whole")
        bench.push("half of this")
        bench.push("never")
        bench.run(milliseconds: 100)
        #expect(bench.words == ["opened 1", "frame 1 whole", "closed 1"])
        #expect(bench.network.cutsInFrames == 1)
        bench.push("still taken")
        bench.run(milliseconds: 50)
        #expect(bench.words.count == 3)
    }

    @Test func aCutSocketIsGoneAtBothEnds() throws {
        let bench = try opened()
        bench.network.cut(socket: 1)
        bench.run(milliseconds: 100)
        #expect(bench.words == ["opened 1", "closed 1"])
        guard case .end? = bench.accepted.last?.receive() else {
            Issue.record("the server's end is open")
            return
        }
    }

    @Test func aFrozenSocketBringsAllLater() throws {
        let bench = try opened()
        bench.network.freeze(socket: 1, untilMilliseconds: bench.network.nowMilliseconds + 150)
        bench.push("a")
        bench.run(milliseconds: 60)
        #expect(bench.words == ["opened 1"])
        bench.run(milliseconds: 200)
        #expect(bench.words == ["opened 1", "frame 1 a"])
    }

    @Test func aSlowReaderGetsAllLateAndInOrder() throws {
        let bench = try opened()
        bench.network.slow(
            device: 0, untilMilliseconds: bench.network.nowMilliseconds + 30, byMilliseconds: 120)
        bench.push("a")
        bench.run(milliseconds: 60)
        bench.push("b")
        #expect(bench.words == ["opened 1"])
        bench.run(milliseconds: 200)
        #expect(bench.words == ["opened 1", "frame 1 a", "frame 1 b"])
    }

    @Test func aServerThatClosesIsCountedAndThatItRefusesIsTold() throws {
        let bench = try opened()
        bench.accepted.last?.close()
        bench.run(milliseconds: 50)
        #expect(bench.words == ["opened 1", "closed 1"] && bench.network.socketsClosedByServer == 1)
        bench.open(2)
        bench.run(milliseconds: 100) { _ in "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n" }
        #expect(bench.words.last == "refused 2 401")
    }

    @Test func anAppThatEndsClosesItsSocketAtTheServer() throws {
        let bench = try opened()
        bench.network.appEnds(device: 0)
        bench.run(milliseconds: 50)
        #expect(bench.words == ["opened 1"])
        guard case .end? = bench.accepted.last?.receive() else {
            Issue.record("the server's end is open")
            return
        }
    }

    @Test func anAppMayHangUpWhileItsHandshakeIsAnswered() throws {
        let bench = try NetworkBench()
        bench.open(1)
        bench.run(milliseconds: 50) { _ in nil }
        bench.network.close(socket: 1)
        let answer = try #require(NetworkBench.answer(bench.heard))
        #expect(bench.accepted.last?.send(Array(answer.utf8)) == true)
        bench.run(milliseconds: 50)
        #expect(bench.words.isEmpty, "\(bench.words)")
    }

    @Test func aFrameWithAMaskIsMalformed() throws {
        let bench = try opened()
        #expect(bench.accepted.last?.send(WebSocketFrame(1, [1]).bytes(mask: [1, 2, 3, 4])) == true)
        bench.run(milliseconds: 50)
        #expect(bench.words.contains { $0.hasPrefix("malformed") } && bench.words.contains("closed 1"))
    }
}
