import Testing

@testable import SyncTesting

/// The proxy does what it is told, to real bytes on real sockets; the server is played by hand.
struct FaultyNetworkTests {
    @Test func aRequestPassesAndItsConnectionServesTheNext() throws {
        let bench = try NetworkBench()
        bench.send(1)
        bench.run(milliseconds: 100)
        bench.send(2)
        bench.run(milliseconds: 100)
        #expect(
            bench.words == [
                "forwarded 1", "answered 1 200", "arrived 1 200 ok", "forwarded 2", "answered 2 200",
                "arrived 2 200 ok",
            ])
        #expect(bench.accepted.count == 1)
    }

    @Test func aLostRequestNeverReachesTheServer() throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.requestLoss = .closes(afterMilliseconds: 20)
        bench.send(1, orders)
        bench.run(milliseconds: 150)
        #expect(bench.words == ["dropped 1", "lost 1"] && bench.accepted.isEmpty)
    }

    @Test(arguments: [NetworkOrders.Loss.closes(afterMilliseconds: 5), .cuts(permille: 900)])
    func aLostAnswerWasGivenAllTheSame(loss: NetworkOrders.Loss) throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.answerLoss = loss
        bench.send(1, orders)
        bench.run(milliseconds: 150)
        #expect(bench.words == ["forwarded 1", "answered 1 200", "lost 1"])
    }

    @Test func whoHangsIsAbandonedAndHearsNothing() throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.answerLoss = .hangs
        bench.send(1, orders)
        bench.run(milliseconds: 80)
        bench.network.abandon(ticket: 1)
        bench.run(milliseconds: 80)
        #expect(bench.words == ["forwarded 1", "answered 1 200"])
    }

    @Test func aSeveredRequestIsNeverAnswered() throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.severAfterMilliseconds = 10
        bench.send(1, orders)
        bench.run(milliseconds: 100) { _ in nil }
        #expect(bench.words == ["forwarded 1", "unanswered 1", "lost 1"])
    }

    @Test func aDoubledRequestArrivesTwice() throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.double = NetworkOrders.Double(ticket: 2, afterMilliseconds: 30)
        bench.send(1, orders)
        bench.run(milliseconds: 200)
        #expect(Set(bench.words).isSuperset(of: ["arrived 1 200 ok", "forwarded 2", "answered 2 200"]))
        #expect(bench.accepted.count == 2 && bench.words.count == 5)
    }

    @Test func aLateRequestGoesOnWithoutItsApp() throws {
        let bench = try NetworkBench()
        var orders = NetworkOrders()
        orders.delayMilliseconds = 80
        bench.send(1, orders)
        bench.run(milliseconds: 20)
        #expect(bench.words.isEmpty)
        bench.network.appEnds(device: 0)
        bench.run(milliseconds: 200)
        #expect(bench.words == ["forwarded 1", "answered 1 200"])
    }

    @Test func withoutNetworkNothingPassesUntilItIsBack() throws {
        let bench = try NetworkBench()
        bench.network.setOffline(device: 0, true)
        bench.send(1)
        bench.run(milliseconds: 100)
        #expect(bench.words.isEmpty)
        bench.network.setOffline(device: 0, false)
        bench.run(milliseconds: 100)
        #expect(bench.words == ["forwarded 1", "answered 1 200", "arrived 1 200 ok"])
    }

    @Test func aServerThatIsDownRefuses() throws {
        let bench = try NetworkBench()
        bench.network.serverPort = nil
        bench.send(1)
        bench.run(milliseconds: 100)
        #expect(bench.words == ["dropped 1", "lost 1"])
    }

    @Test(arguments: [true, false])
    func aServerThatEndsInMidAnswerLeavesNoAnswer(isKilled: Bool) throws {
        let bench = try NetworkBench()
        bench.send(1)
        bench.run(milliseconds: 50) { _ in "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok" }
        if isKilled { bench.network.serverPort = nil }
        for socket in bench.accepted { socket.close() }
        bench.run(milliseconds: 100)
        let complaint = "unexplained: the server closed a connection instead of answering"
        #expect(bench.words == ["forwarded 1", "unanswered 1"] + (isKilled ? [] : [complaint]) + ["lost 1"])
    }

    @Test func aServerThatIsUpAndRefusesIsToldOf() throws {
        let bench = try NetworkBench()
        bench.network.serverPort = try FreePort.take()
        bench.send(1)
        bench.run(milliseconds: 100)
        #expect(bench.words.count == 3 && bench.words.last == "lost 1", "\(bench.words)")
        #expect(bench.words.contains { $0.hasPrefix("unexplained") }, "\(bench.words)")
    }

    /// Each request comes to an end that is told, whatever becomes of the connection that it was to be sent on.
    @Test func aRequestOnAConnectionThatIsJustClosedIsDropped() throws {
        let bench = try NetworkBench()
        bench.send(1)
        bench.run(milliseconds: 100)
        bench.network.serverPort = nil
        for socket in bench.accepted { socket.close() }
        bench.send(2)
        bench.run(milliseconds: 200)
        #expect(Set(bench.words.suffix(2)) == ["dropped 2", "lost 2"], "\(bench.words)")
    }
}
