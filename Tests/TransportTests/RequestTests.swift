import Glibc
import Synchronization
import Testing
import Transport

@Suite struct RequestTests {
    @Test func answersAndKeepsTheConnection() throws {
        let server = try RunningServer()
        let client = try server.client()
        for _ in 0..<3 {
            let reply = try client.ask(get)
            #expect(reply.status == 200)
            #expect(reply.text == "GET /")
            #expect(reply.header("content-length") == "5")
        }
        let peers = server.service.heads.withLock { $0.map(\.peer.text) }
        #expect(peers == ["127.0.0.1", "127.0.0.1", "127.0.0.1"])
    }

    @Test func takesARequestByteByByte() throws {
        let server = try RunningServer()
        let client = try server.client()
        for byte in request("POST /x", "Content-Length: 5", body: "hello").utf8 {
            try client.send([byte])
            usleep(500)
        }
        #expect(try client.takeReply().text == "POST /x 5 bytes")
    }

    @Test func answersPipelinedRequestsInTheirOrder() throws {
        let server = try RunningServer()
        let client = try server.client()
        let post = request("POST /post", "Content-Length: 3", body: "abc")
        try client.send(request("GET /1") + post + request("GET /at-once") + request("GET /4"))
        let texts = try (0..<4).map { _ in try client.takeReply().text }
        #expect(texts == ["GET /1", "POST /post 3 bytes", "done", "GET /4"])
    }

    @Test func takesAChunkedBody() throws {
        let server = try RunningServer()
        let client = try server.client()
        let body = "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nTrailer: t\r\n\r\n"
        #expect(try client.ask(request("POST /", "Transfer-Encoding: chunked", body: body)).text == "POST / 6 bytes")
        #expect(try client.ask(get).status == 200)
    }

    @Test func servesOlderClients() throws {
        let server = try RunningServer()
        let plain = try server.client()
        try plain.send("GET /old HTTP/1.0\r\n\r\n")
        let reply = try plain.takeReply()
        #expect(reply.text == "GET /old")
        #expect(plain.isClosed())

        let kept = try server.client()
        for _ in 0..<2 {
            let reply = try kept.ask("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(reply.text == "GET /old")
            #expect(reply.header("connection")?.lowercased() == "keep-alive")
        }
    }

    @Test func streamsToOlderClientsWithoutChunkSizes() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send("GET /stream HTTP/1.0\r\n\r\n")
        let reply = try client.takeReply()
        #expect(reply.header("transfer-encoding") == nil)
        #expect(reply.body.count == 100 * CountingStream.blockBytes)
        #expect(reply.body.last == UInt8(ascii: "a") + 99 % 26)
    }

    @Test func readsTheAnswerToAClientThatSendsNothingMore() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /half", "Content-Length: 2", body: "ab"))
        client.endSending()
        #expect(try client.takeReply().text == "POST /half 2 bytes")

        let waiting = try server.client()
        try waiting.send(request("GET /later"))
        waiting.endSending()
        try server.service.exchanges(1)[0].complete(with: EchoService.reply("late"))
        #expect(try waiting.takeReply().text == "late")
    }

    @Test func sendsNoBodyToHead() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("HEAD /large"))
        #expect(try client.takeReply(withoutBody: true).header("content-length") == "8000000")
        #expect(try client.ask(get).status == 200)
    }

    @Test func waitsForLeaveBeforeABody() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: 3", "Expect: 100-continue"))
        #expect(try client.take(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100"))
        #expect(server.service.heads.withLock { $0.count } == 1)
        try client.send("abc")
        #expect(try client.takeReply().text == "POST / 3 bytes")
    }

    @Test(arguments: [
        ("GET http://example.test/a/b?c=d HTTP/1.1", "/a/b", "c=d"),
        ("GET HTTPS://example.test HTTP/1.1", "/", nil),
        ("GET https://example.test?q HTTP/1.1", "/", "q"),
        ("GET //x/../y?a+b%20c HTTP/1.1", "//x/../y", "a+b%20c"),
        ("GET /? HTTP/1.1", "/", ""),
        ("GET /%2f?x=\u{E3} HTTP/1.1", "/%2f", "x=\u{E3}"),
    ])
    func handsOnTheTargetAsItStood(line: String, path: String, query: String?) throws {
        let server = try RunningServer()
        #expect(try server.client().ask(line + "\r\nHost: a\r\n\r\n").status == 200)
        let head = try #require(server.service.heads.withLock { $0.first })
        #expect(String(decoding: head.path, as: UTF8.self) == path)
        #expect(head.query.map { String(decoding: $0, as: UTF8.self) } == query)
    }

    @Test func handsOnHeaderBytesAsTheyAre() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send("GET / HTTP/1.1\r\nHost: a\r\ncf-city: S".utf8 + [0xE3, 0x6F] + "\r\nX-Empty:\r\n".utf8)
        try client.send("Cookie: a=\(String(repeating: "b", count: 6_000)); c\r\nx_under_score: 1\r\n")
        for number in 0..<60 { try client.send("cf-\(number): v\(number)\r\n") }
        try client.send("x_geo: ".utf8 + [0x80, 0xFF] + "\r\nA: 1\r\na: 2\r\n\r\n".utf8)
        #expect(try client.takeReply().status == 200)
        let headers = try #require(server.service.heads.withLock { $0.first }).headers
        #expect(headers.first("cf-city") == [0x53, 0xE3, 0x6F])
        #expect(headers.first("x-empty") == [])
        #expect(headers.first("x_geo") == [0x80, 0xFF])
        #expect(headers.all("a") == [[0x31], [0x32]])
        #expect(headers.count(of: "a") == 2)
        #expect(headers.first("cf-59") == Array("v59".utf8))
    }

    /// The lines that everybody pastes into nginx, Firefox's list, Java's wish for h2c: all ordinary requests.
    @Test(arguments: [
        ["Connection: upgrade"],
        ["Connection: upgrade", "Upgrade:"],
        ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"],
        ["Connection: keep-alive, Upgrade", "Upgrade: websocket"],
    ])
    func takesAnUpgradeThatNobodyWantsAsARequest(lines: [String]) throws {
        let server = try RunningServer()
        let client = try server.client()
        let head = (["POST / HTTP/1.1", "Host: a", "Content-Length: 4"] + lines).joined(separator: "\r\n")
        let reply = try client.ask(head + "\r\n\r\nbody")
        #expect(reply.text == "POST / 4 bytes")
        #expect(reply.header("connection")?.lowercased() != "close")
        #expect(try client.ask(get).text == "GET /")
    }

    @Test func listensOnIPv6AndIPv4AtOnce() throws {
        let server = try RunningServer()
        let bound = try server.server.listen(.http, on: [ListenAddress(host: nil, port: 0)])
        #expect(bound[0].host == nil)
        #expect(try RawClient(port: bound[0].port).ask(get).status == 200)
        let head = try #require(server.service.heads.withLock { $0.first })
        #expect(head.peer.text == "127.0.0.1")
        #expect(head.listener == .http)
        guard let client = try? RawClient(port: bound[0].port, overIPv6: true) else { return }
        #expect(try client.ask(get).status == 200)
        #expect(server.service.heads.withLock { $0.last?.peer.text } == "::1")
    }
}
