import JSONText
import SyncCore
import SyncModel
import Synchronization
import Testing
import Transport

@testable import SyncHTTP

/// Whose a token is, and what it opens, at the door.
@Suite struct TokenDoorTests {
    private static let handshake = [
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    private static let correlation = "%7B%22id%22%3A%22a%22%2C%22clientName%22%3A%22b%22%7D"

    private static func door(
        socketOpened: @escaping @Sendable (any WebSocket, Correlation, Asker, PeerAddress) -> Void = { _, _, _, _ in }
    ) throws -> TestDoor {
        let bearers = Dictionary(
            uniqueKeysWithValues: TokenScope.allCases.enumerated().map { number, scope in
                (scope.rawValue, Bearer(asker: Asker(token: Int64(number + 5)), scope: scope))
            })
        return try TestDoor(bearers: bearers, socketOpened: socketOpened)
    }

    private func status(_ scope: TokenScope, _ method: String, _ target: String, _ body: String = "") throws -> Int {
        let reply = try Self.door().send(
            method, target,
            headers: Self.handshake.merging(["authorization": "Bearer \(scope.rawValue)"]) { $1 }, body: body)
        if reply.status == 403 { #expect(reply.text == scope.refusal && reply.header("Location") == nil) }
        return reply.status
    }

    @Test(
        arguments: [
            ("GET", "/", [200, 200, 200]), ("GET", "/TEST_BEARER", [200, 200, 200]),
            ("GET", "/browser-extension", [200, 200, 200]), ("GET", "/GET_ROOT_FOLDERS", [200, 200, 200]),
            ("GET", "/GET_TAGS", [200, 200, 403]), ("GET", "/GET_UPDATES?eventTimestamp=0", [200, 200, 403]),
            ("GET", "/GET_TOMBSTONES?eventTimestamp=0", [200, 200, 403]),
            ("GET", "/events?correlation=" + TokenDoorTests.correlation, [101, 101, 403]),
            ("POST", "/CREATE_TAG", [200, 403, 200]), ("POST", "/RENAME_TAG", [200, 403, 403]),
            ("GET", "/DELETE_EVERYTHING", [200, 403, 403]), ("POST", "/DELETE_EVERYTHING", [200, 403, 403]),
            ("POST", "/generate/certs-and-keystore", [409, 403, 403]), ("POST", "/control/tokens", [404, 404, 404]),
        ] as [(String, String, [Int])])
    func eachScopeOpensItsOwn(method: String, target: String, statuses: [Int]) throws {
        let body = #"{"name":"t","localId":0,"id":1,"newName":"n","eventTimestamp":1}"#
        for (scope, expected) in zip(TokenScope.allCases, statuses) {
            #expect(try status(scope, method, target, body) == expected, "\(scope)")
        }
    }

    /// Before its body is read: nothing is to be gained by sending a large one.
    @Test func aRefusalComesBeforeTheBody() throws {
        let admission = try Self.door().receive("POST", "/DELETE_A_LINK", headers: ["authorization": "Bearer add"])
        guard case .refuse(let reply) = admission else {
            Issue.record("the body is read")
            return
        }
        #expect(reply.status == 403)
    }

    @Test func aWriteSaysWhoseItIs() throws {
        let door = try Self.door()
        for token in ["tok-7Q", "full", "add", "read"] {
            _ = door.send(
                "POST", "/CREATE_TAG", headers: ["authorization": "Bearer \(token)"], body: #"{"name":"t"}"#)
        }
        #expect(door.askers.all == [.shared, Asker(token: 5), Asker(token: 7)])
    }

    @Test func aSocketSaysWhoseItIsAndWhereFrom() throws {
        let opened = Recorded<String>()
        let door = try Self.door { _, correlation, asker, peer in
            opened.append("\(correlation.id) \(asker.token) \(peer)")
        }
        for token in ["tok-7Q", "read"] {
            let admission = door.receive(
                "GET", "/events?correlation=" + Self.correlation,
                headers: Self.handshake.merging(["authorization": "Bearer \(token)"]) { $1 })
            guard case .read(_, let then) = admission, case .webSocket(let acceptance) = then([]) else {
                Issue.record("refused: \(admission)")
                continue
            }
            acceptance.delegate.opened(DeafSocket())
        }
        #expect(opened.all == ["a 0 192.0.2.7", "a 6 192.0.2.7"])
    }

    // MARK: Orders

    @Test func anOrderIsTakenOnTheControlSocketAlone() throws {
        let heard = Recorded<TokenCommand>()
        var token = DeviceToken()
        token.name = "phone"
        let door = try TestDoor(changeTokens: { [token] command, completed in
            heard.append(command)
            completed(.success([token]))
            return true
        })
        let order = #"{"verb":"revoke","name":"phone"}"#
        #expect(door.send("POST", "/control/tokens", body: order).status == 404)
        let reply = door.send("POST", "/control/tokens", headers: [:], body: order, listener: .control)
        #expect(reply.status == 200 && heard.all == [.revoke(name: "phone")])
        #expect(try TokenListing(json: JSONReader.read(Array(reply.text.utf8))).tokens == [token])
    }

    @Test(
        arguments: [
            (.refused(.noSuchName("x")), 409), (.store(StoreError(.full, "")), 507),
            (.store(StoreError(.busy, "")), 503),
        ] as [(TokenFailure, Int)])
    func aFailureIsAStatus(failure: TokenFailure, status: Int) throws {
        let door = try TestDoor(changeTokens: { _, completed in
            completed(.failure(failure))
            return true
        })
        let reply = door.send(
            "POST", "/control/tokens", headers: [:], body: #"{"verb":"list"}"#, listener: .control)
        #expect(reply.status == status)
        if case .refused(let problem) = failure { #expect(reply.text == problem.sentence) }
    }

    @Test func anOrderThatCannotBeReadAndAServerThatStops() throws {
        let door = try TestDoor()
        for (body, status) in [("", 400), ("{}", 400), (#"{"verb":"list"}"#, 503)] {
            #expect(
                door.send("POST", "/control/tokens", headers: [:], body: body, listener: .control).status == status)
        }
    }
}

/// A socket that takes what it is told and does nothing.
final class DeafSocket: WebSocket {
    let id: UInt64
    let closes = Recorded<UInt16>()

    init(id: UInt64 = 1) { self.id = id }

    func send(_ frame: TextFrame, after receipt: ReplyReceipt?) {}
    func ping() {}
    func close(code: UInt16, reason: String) { closes.append(code) }
}
