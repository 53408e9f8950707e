import JSONText
import SyncTesting
import Testing

/// R35: a proxy adds a header with raw letters of a city's name; the server dropped the connection without an answer.
///
/// Right: bytes above 0x7F in headers that nobody reads are nobody's business; a token is compared byte by byte.
@Suite struct R35_RawHeaderBytesTests {
    static let lines: [[HTTPLine]] = [
        [HTTPLine("cf-region", Array("São Paulo".utf8))], [HTTPLine("cf-ipcity", "São Paulo")],
        [HTTPLine("x-geo", [0x80, 0xFF])], [HTTPLine("x-empty", "")],
        (0..<60).map { HTTPLine("cf-line-\($0)", "value") },
        [HTTPLine("Cookie", "a=" + String(repeating: "c", count: 6 * 1_024))], [HTTPLine("x_under_score", "1")],
        [HTTPLine("X-Forwarded-For", "unknown, 10.0.0.1")],
    ]

    @Test(arguments: lines)
    func headersThatNobodyReadsAreLetPass(lines: [HTTPLine]) throws {
        let server = try ServerProcess.started()
        var write = HTTPCall("POST", "/CREATE_FOLDER", token: server.token, json: Bodies.folder("a"))
        write.headers += lines
        #expect(try server.send(write).status == 200)
        var read = HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: server.token)
        read.headers += lines
        #expect(try server.send(read).json.list("folders").count == 1)
        _ = try server.openSocket(of: .b, headers: lines)
        #expect(server.log.utf8.allSatisfy { $0 < 0x80 })
        try server.stop()
    }

    @Test func aRawByteInAParameterThatNobodyReadsIsLetPass() throws {
        let server = try ServerProcess.started()
        let stream = try server.connect()
        try stream.send(
            Array("GET /GET_UPDATES?eventTimestamp=0&x=".utf8) + [0xE3]
                + Array(" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(server.token)\r\n\r\n".utf8))
        #expect(try HTTPConnection(stream).readAnswer().status == 200)
        try server.stop()
    }

    @Test func aTokenIsItsBytes() throws {
        var settings = ServerProcess.Settings()
        settings.token = "clé-7Q"
        let server = try ServerProcess(settings)
        try server.launch()
        // The ready check sends the token as ISO-8859-1, which is another token: wait for the line only.
        let deadline = Deadline(milliseconds: 5_000)
        while !server.log.contains("ready http="), !deadline.isOver { MonotonicClock.sleep(milliseconds: 5) }
        let port = try #require(server.log.firstMatch(of: /ready http=127\.0\.0\.1:([0-9]+)/).flatMap { UInt16($0.1) })
        func status(_ token: [UInt8]) throws -> Int {
            let line = HTTPLine("Authorization", Array("Bearer ".utf8) + token)
            return try HTTPClient.once(port: port, HTTPCall("GET", "/TEST_BEARER", headers: [line])).status
        }
        #expect(try status(Array("clé-7Q".utf8)) == 200)
        #expect(try status(Latin1.bytes("clé-7Q")) == 401)
        #expect(try status(Array("cle-7Q".utf8)) == 401)
        try server.stop()
    }
}
