import Glibc
import Synchronization
import Testing
import Transport

@Suite struct AnswerTests {
    @Test func answersLaterFromAnotherThread() throws {
        let server = try RunningServer()
        let clients = try (0..<20).map { _ in try server.client() }
        for client in clients { try client.send(request("POST /later", "Content-Length: 2", body: "ab")) }
        let exchanges = try server.service.exchanges(20)
        #expect(!exchanges.contains { $0.receipt.isReleased })
        // Others are served meanwhile.
        #expect(try server.client().ask(get).status == 200)
        for exchange in exchanges.reversed() { exchange.complete(with: EchoService.reply("later")) }
        for client in clients { #expect(try client.takeReply().text == "later") }
        try eventually("receipts") { exchanges.allSatisfy { $0.receipt.isReleased } }
        for client in clients { #expect(try client.ask(get).status == 200) }
    }

    @Test func releasesTheReceiptOnlyWhenTheReplyHasLeft() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("GET /later"))
        let exchange = try server.service.exchanges(1)[0]
        exchange.complete(with: HTTPReply(status: 200, body: .bytes([UInt8](repeating: 0x61, count: 20_000_000))))
        usleep(200_000)
        #expect(!exchange.receipt.isReleased)
        #expect(try client.takeReply().body.count == 20_000_000)
        try eventually("the receipt") { exchange.receipt.isReleased }
    }

    @Test func aClientThatGoesWhileItWaitsHarmsNothing() throws {
        let server = try RunningServer()
        for hard in [true, false] {
            var client: RawClient? = try server.client()
            try client?.send(request("POST /later", "Content-Length: 2", body: "ab"))
            let exchange = try server.service.exchanges(1)[0]
            if hard { client?.reset() }
            client = nil
            usleep(20_000)
            let stream = CountingStream(blocks: .max, breaksAt: nil)
            exchange.complete(with: HTTPReply(status: 200, body: .stream(stream)))
            try eventually("the receipt") { exchange.receipt.isReleased }
            try eventually("the stream's end") { stream.closings.load(ordering: .relaxed) == 1 }
            exchange.complete(with: EchoService.reply("again"))
        }
        #expect(try server.client().ask(get).status == 200)
    }

    @Test func completesWhileStarting() throws {
        let server = try RunningServer()
        let client = try server.client()
        for _ in 0..<200 { #expect(try client.ask(request("GET /at-once")).text == "done") }
    }

    @Test func sendsLargeBodiesWhole() throws {
        let server = try RunningServer()
        let client = try server.client()
        let reply = try client.ask(request("GET /large"))
        #expect(reply.body.count == 8_000_000)
        #expect(reply.body.allSatisfy { $0 == 0x61 })
    }

    @Test func streamsInChunks() throws {
        let server = try RunningServer()
        let client = try server.client()
        let reply = try client.ask(request("GET /stream"))
        #expect(reply.header("transfer-encoding") == "chunked")
        #expect(reply.body.count == 100 * CountingStream.blockBytes)
        let isInOrder = (0..<100).allSatisfy { block in
            let bytes = reply.body[block * CountingStream.blockBytes..<(block + 1) * CountingStream.blockBytes]
            return bytes.allSatisfy { $0 == UInt8(0x61 + block % 26) }
        }
        #expect(isInOrder)
        #expect(try client.ask(get).status == 200)
        let stream = try #require(server.service.streams.withLock { $0.first })
        #expect(stream.closings.load(ordering: .relaxed) == 1)
    }

    @Test func makesAStreamOnlyAsFastAsItIsTaken() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("GET /endless"))
        try eventually("the stream") { server.service.streams.withLock { $0.count } == 1 }
        let stream = try #require(server.service.streams.withLock { $0.first })
        let given = try standstill(of: stream)
        #expect(try server.client().ask(get).status == 200)
        for _ in 0..<400 { client.hear(withinMilliseconds: 100, bytesMax: 100_000) }
        try eventually("more blocks") { stream.blocksGiven.load(ordering: .relaxed) > given }
        client.reset()
        try eventually("its end") { stream.closings.load(ordering: .relaxed) == 1 }
    }

    /// How many blocks have been made when no more are wanted for a while.
    private func standstill(of stream: CountingStream) throws -> Int {
        var before = -1
        try eventually("a standstill") {
            let now = stream.blocksGiven.load(ordering: .relaxed)
            defer { before = now }
            if now > 0 && now == before { return true }
            usleep(100_000)
            return false
        }
        return before
    }

    @Test func cutsTheConnectionWhenAStreamBreaks() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("GET /broken"))
        let bytes = try client.takeToEnd()
        #expect(!bytes.suffix(7).elementsEqual("\r\n0\r\n\r\n".utf8.suffix(7)))
        #expect(bytes.count > 3 * CountingStream.blockBytes)
        let stream = try #require(server.service.streams.withLock { $0.first })
        try eventually("its end") { stream.closings.load(ordering: .relaxed) == 1 }
    }

    @Test func closesStreamsThatNobodyMayRead() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("HEAD /endless"))
        #expect(try client.takeReply(withoutBody: true).status == 200)
        let stream = try #require(server.service.streams.withLock { $0.first })
        try eventually("its end") { stream.closings.load(ordering: .relaxed) == 1 }
        #expect(stream.blocksGiven.load(ordering: .relaxed) == 0)
    }

    @Test func endsTheConnectionWhenTheReplySaysSo() throws {
        let server = try RunningServer()
        let client = try server.client()
        let reply = try client.ask(request("GET /close"))
        #expect(reply.text == "bye")
        #expect(reply.header("connection")?.lowercased() == "close")
        #expect(client.isClosed())
    }
}
