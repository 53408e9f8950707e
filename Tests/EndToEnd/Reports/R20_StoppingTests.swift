import Glibc
import JSONText
import SyncTesting
import Testing

/// R20: as process 1 of a container TERM did nothing, or open sockets kept the server alive until it was killed.
///
/// Right: at most 10 s in the worst case, at most 1 s with nothing but sockets; sockets get 1001; exit code 0; no journal
/// is left; a request that was sent by half does not exist; HUP, USR1 and a dead log pipe never kill.
@Suite(.serialized) struct R20_StoppingTests {
    /// The server as process 1 of its own process namespace.
    static func isolatedSettings() -> ServerProcess.Settings {
        var settings = ServerProcess.Settings()
        // Whoever is root needs no user namespace for it, and may not make one inside a chroot.
        let asWho = getuid() == 0 ? ["--propagation", "unchanged", "-pf"] : ["-Urpf"]
        settings.wrapper = ["unshare"] + asWho + ["--mount-proc"]
        return settings
    }

    /// Sends a signal to the server itself, not to the command that isolates it.
    static func signal(_ number: Int32, _ server: ServerProcess) throws {
        let process = try #require(server.process)
        kill(try #require(process.childIDs.first), number)
    }

    /// Opens sockets and keeps them.
    static func openSockets(_ count: Int, _ server: ServerProcess) throws -> [WebSocketClient] {
        try (0..<count).map { number in
            let device = Device(id: "cccccccc-0000-4000-8000-\(100_000_000_000 + number)", name: "Quiet Crab")
            let opening = try WebSocketClient.open(
                port: server.port, target: device.eventsTarget,
                headers: [HTTPLine("Authorization", "Bearer \(server.token)")])
            guard case .open(let client) = opening else { throw NetworkError.malformed("refused") }
            return client
        }
    }

    /// Waits for the end and gives how long it took.
    static func wait(_ server: ServerProcess, withinMilliseconds: Int) throws -> Int {
        let began = MonotonicClock.milliseconds
        let exit = try #require(server.process).waitForExit(withinMilliseconds: withinMilliseconds)
        #expect(exit == .code(0), "\(server.log)")
        return Int(MonotonicClock.milliseconds - began)
    }

    static func expectClean(_ server: ServerProcess) throws {
        let names = try Files.names(in: server.folder.path)
        #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-shm") }, "\(names)")
        #expect(try SQLiteShell.run("PRAGMA integrity_check", on: server.databasePath) == "ok\n")
    }

    @Test(arguments: [SIGTERM, SIGINT]) func withNothingButSocketsItStopsAtOnce(number: Int32) throws {
        let server = try ServerProcess.started(Self.isolatedSettings())
        let sockets = try Self.openSockets(50, server)
        _ = try server.create("CREATE_FOLDER", Bodies.folder("kept"))
        try Self.signal(number, server)
        #expect(try Self.wait(server, withinMilliseconds: 12_000) <= 1_000)
        for socket in sockets {
            var last: WebSocketClient.Incoming?
            while let incoming = try socket.next(withinMilliseconds: 1_000) { last = incoming }
            guard case .closed(1001, _)? = last else {
                Issue.record("\(String(describing: last))")
                continue
            }
        }
        try Self.expectClean(server)
    }

    /// Dripping, slow, silent and half-shaken clients: none of them may hold it for ever.
    @Test(arguments: [1, 2])
    func withTheWorstClientsItStopsWithinTenSeconds(signals: Int) throws {
        let server = try ServerProcess.started(Self.isolatedSettings())
        for index in 0..<200 {
            _ = try server.create(
                "CREATE_A_NEW_LINK",
                Bodies.link("https://x.example/\(index)", "t", note: String(repeating: "n", count: 10_000)))
        }
        let sockets = try Self.openSockets(50, server)
        let silent = try server.connect()
        let greeting = try server.connect()
        try greeting.send([0x16, 0x03, 0x01, 0x02, 0x00])
        let slow = try TCPConnection(port: server.port, receiveBufferBytes: 4_096)
        try slow.send(HTTPCall("GET", "/GET_UPDATES?eventTimestamp=0", token: server.token).bytes(host: "x"))
        let dripping = try server.connect()
        let half = HTTPCall(
            "POST", "/CREATE_A_NEW_LINK", token: server.token, json: Bodies.link("https://half.example/", "half"))
        let bytes = half.bytes(host: "x")
        try dripping.send(Array(bytes.dropLast(100)))
        MonotonicClock.sleep(milliseconds: 200)
        try Self.signal(SIGTERM, server)
        let began = MonotonicClock.milliseconds
        for byte in bytes.suffix(100) where server.process?.exit == nil {
            try? dripping.send([byte])
            _ = try? slow.receive(bytesMax: 1_000, withinMilliseconds: 1)
            MonotonicClock.sleep(milliseconds: 1_000)
            if signals == 2, let child = server.process?.childIDs.first { kill(child, SIGTERM) }
            if MonotonicClock.milliseconds - began > 12_000 { break }
        }
        _ = try Self.wait(server, withinMilliseconds: 100)
        #expect(MonotonicClock.milliseconds - began <= 11_500)
        withExtendedLifetime((silent, greeting, sockets)) {}
        try Self.expectClean(server)
        #expect(
            try SQLiteShell.run("SELECT count(*) FROM links_table WHERE link_title = 'half'", on: server.databasePath)
                == "0\n")
    }

    @Test(arguments: [0, 2, 5, 10, 20]) func aStopDuringTheStartIsKept(afterMilliseconds: Int) throws {
        let server = try ServerProcess()
        try server.launch()
        MonotonicClock.sleep(milliseconds: afterMilliseconds)
        let process = try #require(server.process)
        process.send(signal: SIGTERM)
        // Before the program itself runs, TERM ends whatever is there by its default.
        let exit = process.waitForExit(withinMilliseconds: 12_000)
        #expect(
            exit == .code(0) || (exit == .signal(SIGTERM) && server.log.isEmpty),
            "\(String(describing: exit)) \(server.log)")
    }

    @Test func otherSignalsAndADeadLogPipeDoNotKill() throws {
        let server = try ServerProcess.started()
        for number in [SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGHUP] {
            server.process?.send(signal: number)
            MonotonicClock.sleep(milliseconds: 50)
            #expect(try server.get("/TEST_BEARER").status == 200)
        }
        #expect(try server.stop().exit == .code(0))

        var settings = ServerProcess.Settings()
        settings.errorIsBrokenPipe = true
        settings.port = try FreePort.take()
        let deaf = try ServerProcess(settings)
        try deaf.launch()
        let deadline = Deadline(milliseconds: 5_000)
        let call = HTTPCall("GET", "/TEST_BEARER", token: deaf.token)
        while (try? HTTPClient.once(port: settings.port, call)) == nil, !deadline.isOver {
            MonotonicClock.sleep(milliseconds: 10)
        }
        for _ in 0..<20 {
            #expect(
                try HTTPClient.once(port: settings.port, HTTPCall("GET", "/GET_UPDATES", token: "wrong")).status == 401)
        }
        #expect(try HTTPClient.once(port: settings.port, call).status == 200)
        #expect(try deaf.stop().exit == .code(0))
    }
}
