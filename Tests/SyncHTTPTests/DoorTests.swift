import JSONText
import Observing
import SyncCore
import SyncModel
import SyncTesting
import Synchronization
import Testing
import Transport

@testable import SyncHTTP

/// A door in front of a library in memory, without a socket.
struct TestDoor {
    let door: Door
    /// Who made the writes that were carried out.
    let askers = Recorded<Asker>()

    /// - Parameter bearers: who is let in beside the shared token.
    init(
        token: String = "tok-7Q", bearers: [String: Bearer] = [:],
        changeTokens:
            @escaping @Sendable (
                TokenCommand, @escaping @Sendable (Result<[DeviceToken], TokenFailure>) -> Void
            ) -> Bool = { _, _ in false },
        socketOpened: @escaping @Sendable (any WebSocket, Correlation, Asker, PeerAddress) -> Void = { _, _, _, _ in },
        certificates: CertificateDesk? = nil
    ) throws {
        let store = InMemoryStore(idBase: 1_000)
        let engine = Mutex(try Engine(store))
        door = Door(
            Services(
                store: store,
                identify: { bytes, _ in
                    bytes == Array(token.utf8) ? .shared : bearers[String(decoding: bytes, as: UTF8.self)]
                },
                submit: { [askers] write, completed in
                    askers.append(write.asker)
                    let result = engine.withLock { $0.commit([write], arrivalSeconds: 1_800_000_000) }
                    completed(result[0])
                    return true
                },
                pullNow: { _ in nil },
                pull: { pull, completed in completed(engine.withLock { $0.pulled(pull, store) }) },
                socketOpened: socketOpened, socketClosed: { _ in }, socketPonged: { _, _ in },
                changeTokens: changeTokens,
                certificates: certificates, status: { Array("{}".utf8) }, logger: .none, limits: DoorLimits(),
                longAnswers: LongAnswers(spoolFolder: nil, nowSeconds: { 0 }),
                uptimeSeconds: { 0 }, version: "test"))
    }

    func send(
        _ method: String, _ target: String, headers: [String: String] = ["authorization": "Bearer tok-7Q"],
        body: String = "", listener: RequestHead.Listener = .http
    ) -> HTTPReply {
        switch receive(method, target, headers: headers, listener: listener) {
        case .refuse(let reply): reply
        case .read(_, let then): finish(then(Array(body.utf8)))
        }
    }

    func receive(
        _ method: String, _ target: String, headers: [String: String], listener: RequestHead.Listener = .http
    ) -> Admission {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var lines = HTTPHeaders()
        for (name, value) in headers { lines.append(name: name.utf8, value: value.utf8) }
        let head = RequestHead(
            method: method, path: Array(parts[0].utf8), query: parts.count > 1 ? Array(parts[1].utf8) : nil,
            headers: lines, listener: listener, peer: PeerAddress("192.0.2.7"))
        return door.receive(head)
    }

    private func finish(_ answer: Answer) -> HTTPReply {
        switch answer {
        case .reply(let reply): return reply
        case .webSocket: return HTTPReply(status: 101)
        case .later(let start):
            let exchange = TestExchange()
            start(exchange)
            return exchange.reply.withLock { $0 } ?? HTTPReply(status: 0)
        }
    }
}

/// What was told, in its order.
final class Recorded<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    func append(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}

private final class TestExchange: Exchange {
    let reply = Mutex<HTTPReply?>(nil)
    let receipt = ReplyReceipt()

    func complete(with reply: HTTPReply) { self.reply.withLock { $0 = reply } }
}

extension HTTPReply {
    var text: String {
        guard case .bytes(let bytes) = body else { return "(stream)" }
        return String(decoding: bytes, as: UTF8.self)
    }

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

@Suite struct DoorTests {
    @Test(arguments: [
        (nil, "Missing Authorization header"),
        ("Basic x", "Invalid Authorization header format. Expected 'Bearer <token>'."),
        ("Bearer", "Invalid Authorization header format. Expected 'Bearer <token>'."),
        ("Bearertok-7Q", "Invalid Authorization header format. Expected 'Bearer <token>'."),
        ("Bearer \u{A0}", "Bearer token is missing."), ("Bearer wrong", "Invalid token."),
        ("Bearer tok-7Q tok-7Q", "Invalid token."), ("Bearer xtok-7Q", "Invalid token."),
    ])
    func refusesTokens(header: String?, message: String) throws {
        let reply = try TestDoor().send("GET", "/TEST_BEARER", headers: header.map { ["authorization": $0] } ?? [:])
        #expect(reply.status == 401)
        #expect(reply.text == message)
    }

    @Test(arguments: ["Bearer tok-7Q", "bearer tok-7Q", "BEARER \t tok-7Q  "])
    func takesAnyCaseOfTheScheme(header: String) throws {
        #expect(try TestDoor().send("GET", "//TEST_BEARER", headers: ["authorization": header]).status == 200)
    }

    @Test(arguments: [
        ("GET", "/NO_SUCH_ROUTE", 404), ("GET", "/test_bearer", 404), ("GET", "/TEST_BEARER/", 404),
        ("GET", "/GET_LINKS", 404), ("GET", "/CREATE_FOLDER", 405), ("POST", "/GET_UPDATES", 405),
        ("GET", "/control/status", 404), ("PUT", "/", 405),
    ])
    func tellsPathsAndMethodsWithoutAToken(method: String, path: String, status: Int) throws {
        #expect(try TestDoor().send(method, path, headers: [:]).status == status)
    }

    @Test func theControlSocketNeedsNoToken() throws {
        #expect(try TestDoor().send("GET", "/control/status", headers: [:], listener: .control).status == 200)
    }

    @Test(arguments: [
        ("", "The body is no JSON: line 1, column 1: the text ends in the middle of a value."),
        (#"{"note":""}"#, "`name` is missing."), (#"{"name":5}"#, "`name` must be a text, not a whole number."),
        (#"[]"#, "The body must be an object, not a list."),
    ])
    func tellsWhatIsWrongWithABody(body: String, sentence: String) throws {
        let reply = try TestDoor().send("POST", "/CREATE_FOLDER", body: body)
        #expect(reply.status == 400)
        #expect(reply.text == sentence)
    }

    @Test(arguments: [
        ("application/json", 200), ("APPLICATION/JSON; charset=\"utf-8\"", 200), ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ])
    func looksAtTheContentType(type: String, status: Int) throws {
        let reply = try TestDoor().send(
            "POST", "/CREATE_TAG", headers: ["authorization": "Bearer tok-7Q", "content-type": type],
            body: #"{"name":"t"}"#)
        #expect(reply.status == status)
    }

    @Test(arguments: [
        ("", "Expected a valid eventTimestamp value, but received null."),
        ("?eventTimestamp=soon", "For input string: \"soon\""),
        ("?eventTimestamp=9223372036854775808", "For input string: \"9223372036854775808\""),
    ])
    func wantsAWatermark(query: String, message: String) throws {
        let reply = try TestDoor().send("GET", "/GET_UPDATES" + query)
        #expect(reply.status == 400)
        #expect(reply.text == message)
    }

    @Test func marksEveryAnswerToABrowser() throws {
        let headers = ["origin": "https://web.example", "authorization": "Bearer tok-7Q"]
        for path in ["/TEST_BEARER", "/GET_UPDATES", "/NO_SUCH_ROUTE"] {
            let reply = try TestDoor().send("GET", path, headers: headers)
            #expect(reply.header("Access-Control-Allow-Origin") == "https://web.example")
            #expect(reply.header("Vary") == "Origin")
        }
        #expect(try TestDoor().send("GET", "/").header("Access-Control-Allow-Origin") == nil)
    }

    @Test func answersAPreflightBeforeRoutingAndToken() throws {
        var headers = [
            "origin": "https://web.example", "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        ]
        let plain = try TestDoor().send("OPTIONS", "/NO_SUCH_ROUTE", headers: headers)
        #expect(plain.status == 200)
        #expect(plain.header("Access-Control-Allow-Private-Network") == nil)
        headers["access-control-request-private-network"] = "true"
        let local = try TestDoor().send("OPTIONS", "/CREATE_FOLDER", headers: headers)
        #expect(local.header("Access-Control-Allow-Private-Network") == "true")
        headers["access-control-request-method"] = "DELETE"
        #expect(try TestDoor().send("OPTIONS", "/CREATE_FOLDER", headers: headers).status == 403)
    }

    @Test func theOldWipeByGETIsAnsweredOK() throws {
        let reply = try TestDoor().send("GET", "/DELETE_EVERYTHING")
        #expect(reply.status == 200)
        #expect(reply.text == "OK")
    }

    @Test(arguments: [
        (
            [
                "connection": "keep-alive, Upgrade", "upgrade": "WebSocket", "sec-websocket-version": "13",
                "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            ], 101
        ),
        (["sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="], 426),
        (["connection": "Upgrade", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="], 426),
        (
            [
                "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "8",
                "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
            ], 426
        ),
        (
            [
                "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
                "sec-websocket-key": "c2hvcnQ=",
            ], 400
        ),
    ])
    func looksAtTheHandshake(headers: [String: String], status: Int) throws {
        var headers = headers
        headers["authorization"] = "Bearer tok-7Q"
        #expect(try TestDoor().send("GET", "/events?correlation=%7B%7D", headers: headers).status == status)
    }

    @Test func theExtensionsPageEscapesNames() throws {
        let door = try TestDoor()
        let body = #"{"name":"Tools & <b>more</b>","note":"","parentFolderId":null,"isArchived":false}"#
        _ = door.send("POST", "/CREATE_FOLDER", body: body)
        let page = door.send("GET", "/browser-extension").text
        #expect(page.contains("Tools &amp; &lt;b&gt;more&lt;/b&gt;"))
        #expect(!page.contains("<b>more"))
        #expect(page.contains("id=\"-1\"") && page.contains("id=\"-2\"") && page.contains("font-size: 16px"))
    }
}
