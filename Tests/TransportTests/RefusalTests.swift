import Glibc
import Observing
import Synchronization
import Testing
import Transport

@Suite struct RefusalTests {
    /// Each is answered 400 with one sentence of plain text, and the connection ends.
    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX\t: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?b%00 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u{0}b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a?\u{0} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u{1}b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
        "GET / HTTPS/1.1\r\nHost: a\r\n\r\n",
        "\u{3}\u{0}\u{0}\u{13}rdp",
        "{\"json\":true}\r\n\r\n",
    ])
    func refusesWhatTwoProgramsCouldReadDifferently(bytes: String) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(bytes)
        let reply = try client.takeReply()
        #expect(reply.status == 400)
        #expect(reply.header("connection")?.lowercased() == "close")
        #expect(!reply.body.isEmpty)
        #expect(client.isClosed())
        #expect(!client.wasReset)
        #expect(server.service.heads.withLock { $0.isEmpty })
    }

    /// libmicrohttpd 0.9.75 answers these by itself and writes its head twice: only status and end count.
    @Test(arguments: ["3, 3", "+3", "-3", "0x3", "", "3 3", "99999999999999999999999"])
    func refusesALengthThatIsNoNumber(length: String) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: \(length)", body: "abc"))
        let reply = String(decoding: try client.takeToEnd(), as: UTF8.self)
        #expect(reply.hasPrefix("HTTP/1.1 4"))
        #expect(reply.contains("\r\nConnection: close\r\n"))
        #expect(!client.wasReset)
        #expect(server.service.heads.withLock { $0.isEmpty })
    }

    @Test func refusesALongBodyByItsLength() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /", "Content-Length: 1001"))
        let reply = try client.takeReply()
        #expect(reply.status == 413)
        #expect(reply.text == "The body of this request may have at most 1000 bytes.\n")
        #expect(client.isClosed())
    }

    @Test func letsABodyOfExactlyTheBoundPass() throws {
        let server = try RunningServer()
        let body = String(repeating: "x", count: 1_000)
        let client = try server.client()
        #expect(try client.ask(request("POST /", "Content-Length: 1000", body: body)).text == "POST / 1000 bytes")
        let chunks = "3e8\r\n\(body)\r\n0\r\n\r\n"
        #expect(try client.ask(request("POST /", "Transfer-Encoding: chunked", body: chunks)).status == 200)
    }

    /// The client sends all it has before it reads a word, as most do.
    @Test(arguments: ["Content-Length: 20000000", "Transfer-Encoding: chunked"])
    func isReadableAlthoughTheClientStillSends(framing: String) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /", framing))
        let chunk = "100000\r\n" + String(repeating: "x", count: 0x100000) + "\r\n"
        for _ in 0..<19 { try client.send(chunk) }
        let reply = try client.takeReply()
        #expect(reply.status == 413)
        #expect(reply.text == "The body of this request may have at most 1000 bytes.\n")
        #expect(client.isClosed())
    }

    @Test func isReadableWhenTheServiceRefuses() throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST /refuse", "Content-Length: 5000000"))
        try client.send([UInt8](repeating: 0, count: 5_000_000))
        #expect(try client.takeReply().status == 401)
        #expect(client.isClosed())
    }

    @Test func keepsTheConnectionWhenThereWasNoBody() throws {
        let server = try RunningServer()
        let client = try server.client()
        #expect(try client.ask(request("GET /refuse")).status == 401)
        #expect(try client.ask(get).status == 200)
    }

    @Test(arguments: ["/refuse", "/"])
    func givesNoLeaveToABodyItRefuses(path: String) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(request("POST \(path)", "Content-Length: 5000", "Expect: 100-continue"))
        #expect(try client.takeReply().status == (path == "/" ? 413 : 401))
    }

    @Test func namesTheBoundOfAHead() throws {
        let server = try RunningServer { $0.headBytesMax = 2_000 }
        let client = try server.client()
        let reply = try client.ask(request("GET /", "X: \(String(repeating: "x", count: 2_000))"))
        #expect(reply.status == 431)
        #expect(reply.text.contains("2000 bytes"))
    }

    @Test(arguments: [(431, "GET / HTTP/1.1\r\nHost: a\r\nX: "), (414, "GET /")])
    func refusesAHeadWithoutEnd(status: Int, start: String) throws {
        let server = try RunningServer()
        let client = try server.client()
        try client.send(start + String(repeating: "x", count: 200_000))
        #expect(try client.takeReply().status == status)
    }

    @Test func closesATLSHelloAndSaysSoOnce() throws {
        let server = try RunningServer(hasCertificates: false)
        for _ in 0..<3 {
            let client = try server.client()
            try client.send([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])
            #expect(try client.takeToEnd().isEmpty)
        }
        #expect(server.count(.notice) == 1)
        #expect(try server.client().ask(get).status == 200)
    }

    @Test func turnsAwayWhoComesBeyondTheBound() throws {
        let server = try RunningServer { $0.connectionsMax = 3 }
        var clients = try (0..<3).map { _ in try server.client() }
        for client in clients { #expect(try client.ask(get).status == 200) }
        let fourth = try server.client()
        try fourth.send(get)
        let reply = try fourth.takeReply()
        #expect(reply.status == 503)
        #expect(reply.text.contains("3 connections"))
        #expect(fourth.isClosed())
        clients.removeLast()
        try eventually("a free place") { (try? server.client().ask(get).status) == 200 }
        #expect(server.count(.warning) == 1)
    }
}
