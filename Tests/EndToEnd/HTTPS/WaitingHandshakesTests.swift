import Glibc
import SyncTesting
import Testing

/// Clients that begin a handshake and don't end it: silent after a byte, half-way through their hello, and waiting with the
/// server's answer in hand.
@Suite struct WaitingHandshakesTests {
    static func clients(_ server: ServerProcess, each count: Int) throws -> [TCPConnection] {
        let hello = HandMadeHello(serverName: nil).bytes
        let ports = [server.port, try #require(server.securePort)]
        return try [1, hello.count / 2, hello.count].flatMap { bytes in
            try (0..<count).map { number in
                let client = try TCPConnection(port: ports[number % 2])
                try client.send(Array(hello.prefix(bytes)))
                return client
            }
        }
    }

    /// In clock ticks, of all its threads.
    static func cpuTicks(_ server: ServerProcess) throws -> Int {
        let stat = try Files.text("/proc/\(try #require(server.process).processID)/stat")
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }

    @Test func theyCostNothingAndHoldUpNobody() throws {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_HANDSHAKE_SECONDS_MAX": "600"]
        let server = try ServerProcess.started(settings)
        let waiting = try Self.clients(server, each: 50)
        #expect(try server.device().test(server.secureURL("127.0.0.1")).passed)
        let before = try Self.cpuTicks(server)
        MonotonicClock.sleep(milliseconds: 1_000)
        // A loop that turns would take all of the second.
        #expect(try Self.cpuTicks(server) - before < Int(sysconf(Int32(_SC_CLK_TCK))) / 4)
        #expect(waiting.allSatisfy { !$0.wasEndedByPeer })
    }

    @Test func theirTimeRunsOut() throws {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_HANDSHAKE_SECONDS_MAX": "1"]
        let server = try ServerProcess.started(settings)
        for client in try Self.clients(server, each: 2) {
            // Whatever the server had said, and then the end.
            #expect(throws: Never.self) { try client.receiveToEnd() }
        }
        #expect(try server.get("/TEST_BEARER").status == 200)
    }
}
