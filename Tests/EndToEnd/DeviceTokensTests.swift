import JSONText
import SyncTesting
import Testing

/// A token of its own for each device, as an operator gives and takes it and as devices use it.
@Suite(.serialized) struct DeviceTokensTests {
    /// Adds a token by the command and gives it as a script would take it.
    private static func add(_ server: ServerProcess, _ arguments: [String]) throws -> String {
        let result = try server.run(["token", "add"] + arguments)
        #expect(result.succeeded, "\(result.errors)")
        let token = try #require(result.output.split(separator: "\n").last.map(String.init))
        #expect(token.utf8.count == 43 && !token.contains(" "))
        return token
    }

    private static func test(_ server: ServerProcess, _ token: String) throws -> HTTPAnswer {
        try server.send(HTTPCall("GET", "/TEST_BEARER", token: token))
    }

    /// After both pulls of a start, as apps open it.
    private static func socket(_ server: ServerProcess, _ token: String, of device: Device) throws -> WebSocketClient {
        for pull in ["/GET_UPDATES?eventTimestamp=0", "/GET_TOMBSTONES?eventTimestamp=0"] {
            #expect(try server.send(HTTPCall("GET", pull, token: token)).status == 200)
        }
        let opening = try WebSocketClient.open(
            port: server.port, target: device.eventsTarget, headers: [HTTPLine("Authorization", "Bearer \(token)")])
        guard case .open(let client) = opening else { throw NetworkError.malformed("the socket was refused") }
        return client
    }

    private static func list(_ server: ServerProcess) throws -> [[String]] {
        let result = try server.run(["token", "list"])
        #expect(result.succeeded, "\(result.errors)")
        return result.output.split(separator: "\n").dropFirst().map { line in
            line.split(separator: " ").map(String.init)
        }
    }

    @Test func addedListedAndRevokedWhileItRuns() throws {
        let server = try ServerProcess.started()
        #expect(try server.run(["token", "list"]).output == "There are no tokens beside the shared one.\n")
        let phone = try Self.add(server, ["phone"])
        let tablet = try Self.add(server, ["tablet", "--scope", "read", "--expires", "90d"])
        #expect(try Self.test(server, phone).status == 200)
        #expect(try Self.test(server, String(phone.dropLast())).text == "Invalid token.")
        let again = try server.run(["token", "add", "phone"])
        #expect(again.exit == .code(65) && again.output.isEmpty && again.errors.contains("\"phone\" already"))
        let rows = try Self.list(server)
        #expect(rows.map { Array($0[0...1]) } == [["phone", "full"], ["tablet", "read"]])
        #expect(rows[0].count == 6 && rows[0][3] == "never" && rows[0][5] == "127.0.0.1", "\(rows)")
        #expect(rows[1].suffix(2) == ["never", "-"])
        #expect(try server.run(["token", "revoke", "phone"]).succeeded)
        let refused = try Self.test(server, phone)
        #expect(refused.status == 401 && refused.text == "Invalid token.")
        #expect(try Self.test(server, tablet).status == 200 && Self.test(server, server.token).status == 200)
        let unknown = try server.run(["token", "revoke", "phone"])
        #expect(unknown.exit == .code(65) && unknown.errors.contains("no token \"phone\""))
        try server.stop()
    }

    @Test func addedListedAndRevokedWhileItDoesNotRun() throws {
        let server = try ServerProcess()
        let early = try server.run(["token", "add", "phone"])
        #expect(early.exit == .code(74) && early.errors.contains("no database"))
        try server.start()
        try server.stop()
        let phone = try Self.add(server, ["phone"])
        let gone = try Self.add(server, ["gone"])
        #expect(try server.run(["token", "revoke", "gone"]).succeeded)
        #expect(try server.run(["token", "revoke", "gone"]).exit == .code(65))
        #expect(try Self.list(server).map { $0[0] } == ["phone"])
        try server.start()
        #expect(try Self.test(server, phone).status == 200 && Self.test(server, gone).status == 401)
        try server.restart()
        #expect(try Self.test(server, phone).status == 200)
        try server.stop()
    }

    @Test func revokingClosesItsSocketsAtOnceAndNoOthers() throws {
        let server = try ServerProcess.started()
        let phone = try Self.add(server, ["phone"])
        let revoked = try (0..<2).map { _ in try Self.socket(server, phone, of: .a) }
        let shared = try Self.socket(server, server.token, of: .b)
        #expect(try server.run(["token", "revoke", "phone"]).succeeded)
        for socket in revoked {
            #expect(
                try socket.next(withinMilliseconds: 1_000)
                    == .closed(code: 1008, reason: "This token was revoked or has expired."))
        }
        let again = try WebSocketClient.open(
            port: server.port, target: Device.a.eventsTarget, headers: [HTTPLine("Authorization", "Bearer \(phone)")])
        guard case .refused(let answer) = again else {
            Issue.record("a revoked token opens a socket")
            return
        }
        #expect(answer.status == 401)
        _ = try server.create("CREATE_TAG", Bodies.tag("t"))
        _ = try shared.event("CREATE_TAG")
        try server.stop()
    }

    @Test func aScopeOpensWhatItSays() throws {
        let server = try ServerProcess.started()
        let reader = try Self.add(server, ["reader", "--scope", "read"])
        let adder = try Self.add(server, ["extension", "--scope", "add"])
        func status(_ token: String, _ method: String, _ target: String, json: String? = nil) throws -> Int {
            try server.send(HTTPCall(method, target, token: token, json: json)).status
        }
        let link = Bodies.link("https://x.example/1", "one")
        #expect(try status(reader, "POST", "/CREATE_A_NEW_LINK", json: link) == 403)
        #expect(try status(adder, "POST", "/CREATE_A_NEW_LINK", json: link) == 200)
        #expect(try status(adder, "POST", "/CREATE_FOLDER", json: Bodies.folder("f")) == 200)
        #expect(try status(adder, "GET", "/browser-extension") == 200)
        #expect(try status(adder, "GET", "/GET_UPDATES?eventTimestamp=0") == 403)
        #expect(try status(adder, "POST", "/DELETE_A_LINK", json: Bodies.id(1)) == 403)
        let pulled = try server.send(HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: reader))
        #expect(pulled.json.list("links").count == 1 && pulled.json.list("folders").count == 1)
        let socket = try Self.socket(server, reader, of: .a)
        _ = try server.create("CREATE_TAG", Bodies.tag("t", by: .b))
        _ = try socket.event("CREATE_TAG")
        try server.stop()
    }

    /// A token that ends in a moment: its row says so, as no option of the command is so short.
    @Test func anExpiredTokenIsRefusedAndItsSocketsEnd() throws {
        let server = try ServerProcess.started()
        try server.stop()
        let brief = try Self.add(server, ["brief", "--expires", "1d"])
        let end = WallClock.epochSeconds + 4
        _ = try SQLiteShell.run("UPDATE linkora_tokens SET expires_at = \(end)", on: server.databasePath)
        try server.start()
        let socket = try Self.socket(server, brief, of: .a)
        #expect(try Self.test(server, brief).status == 200)
        #expect(
            try socket.next(withinMilliseconds: 10_000)
                == .closed(code: 1008, reason: "This token was revoked or has expired."))
        #expect(WallClock.epochSeconds >= end)
        let refused = try Self.test(server, brief)
        #expect(refused.status == 401 && refused.text == "Invalid token.")
        #expect(try Self.list(server).map { $0[0] } == ["brief"])
        let successor = try Self.add(server, ["brief"])
        #expect(try Self.test(server, successor).status == 200)
        #expect(try Self.list(server).count == 1)
        try server.stop()
    }

    /// Neither the files nor the log nor any list holds a token; what was used when is kept over a restart.
    @Test func noTokenIsWrittenAnywhere() throws {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_LOG_LEVEL": "debug"]
        let server = try ServerProcess.started(settings)
        let phone = try Self.add(server, ["phone"])
        #expect(try Self.test(server, phone).status == 200)
        let running = try Self.files(of: server)
        #expect(running.keys.contains("library.db-wal"))
        try server.stop()
        let tablet = try Self.add(server, ["tablet"])
        let listed = try server.run(["token", "list"])
        #expect(listed.output.contains("127.0.0.1") && !listed.output.contains(phone))
        let stopped = try Self.files(of: server)
        for (name, bytes) in running.merging(stopped, uniquingKeysWith: +) {
            for token in [phone, tablet] {
                // A part of it would be as bad.
                #expect(!bytes.contains(Array(token.utf8.prefix(12))), "\(name)")
            }
        }
        #expect(stopped["library.db"]?.contains(Array("phone".utf8)) == true, "the search finds what is there")
    }

    private static func files(of server: ServerProcess) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try Files.names(in: server.folder.path) where !name.hasSuffix(".sock") {
            files[name] = try Files.read(server.folder.file(name))
        }
        return files
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard count >= part.count, let first = part.first else { return false }
        var from = startIndex
        while let place = self[from...].firstIndex(of: first) {
            if self[place...].starts(with: part) { return true }
            from = place + 1
        }
        return false
    }
}
