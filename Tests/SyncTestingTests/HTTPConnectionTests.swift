import SyncTesting
import Testing

@Suite struct HTTPConnectionTests {
    func answer(to raw: String, _ call: HTTPCall = HTTPCall("GET", "/")) throws -> HTTPAnswer {
        let server = try ScriptedServer { _ in Array(raw.utf8) }
        return try HTTPConnection(port: server.port, timeoutMilliseconds: 3_000).send(call)
    }

    @Test func readsABodyOfKnownLength() throws {
        let answer = try answer(to: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a:2\r\n\r\nhelloNEXT")
        #expect(answer.status == 200)
        #expect(answer.text == "hello")
        #expect(answer.header("X-a") == "1, 2")
        #expect(!answer.saysClose)
    }

    @Test func readsChunks() throws {
        let answer = try answer(
            to:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"
        )
        #expect(answer.text == "abc0123456789")
    }

    @Test func passesInterimAnswersOver() throws {
        #expect(try answer(to: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status == 204)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "SSH-2.0\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
    ])
    func whatIsNoAnswerIsAnError(raw: String) {
        #expect(throws: NetworkError.self) { try answer(to: raw) }
    }

    @Test func requestsGoOutAsTheyStand() throws {
        let call = HTTPCall(
            "POST", "//a%20b?x=\u{7f}", headers: [HTTPLine("X", "\u{A0}é"), HTTPLine("Host", "h")], body: [1, 2])
        let expected =
            Array("POST //a%20b?x=\u{7f} HTTP/1.1\r\nX: ".utf8) + [0xA0, 0xE9]
            + Array("\r\nHost: h\r\nContent-Length: 2\r\n\r\n".utf8) + [1, 2]
        #expect(call.bytes(host: "unused") == expected)
    }

    @Test func aConnectionThatTheServerEndedIsDialledAgain() throws {
        let server = try ScriptedServer(connections: 2) { _ in
            Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        }
        let client = HTTPClient(port: server.port, timeoutMilliseconds: 2_000)
        #expect(try client.send(HTTPCall("GET", "/")).saysClose)
        #expect(try client.send(HTTPCall("GET", "/")).status == 200)
    }
}
