import SyncTesting
import Testing

/// R2: a service bound to one address of the network started at boot before the machine had it, failed, and
/// stayed down. The original writes the address that it found into `hostAddress`, so everybody with its file is exposed.
///
/// Right: the process never ends; it answers on the address soon after each time that this comes, without a restart, with
/// HTTPS, too, and a certificate that names it; a line says that it waits, not one per second.
@Suite struct R02_AddressComesLaterTests {
    static let address = "192.0.2.77"

    /// A server in a network of its own, where there is nothing but a loopback.
    static func isolated() throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.wrapper = ["unshare", "-n"]
        settings.environment = ["LINKORA_HOST_ADDRESS": address]
        return try ServerProcess(settings)
    }

    /// Runs a command in the server's network.
    static func inside(_ server: ServerProcess, _ command: String) throws -> ChildProcess.Result {
        let process = try #require(server.process)
        return try ChildProcess.run("nsenter", ["-n", "-t", "\(process.processID)", "sh", "-c", command])
    }

    static func answers(_ server: ServerProcess, port: UInt16) throws -> Bool {
        let curl = """
            curl -s -o /dev/null -w '%{http_code}' --max-time 1 -H 'Authorization: Bearer \(server.token)' \
            http://\(address):\(port)/TEST_BEARER
            """
        return try inside(server, curl).output == "200"
    }

    /// Whether the certificate that is shown on the address names it.
    static func isNamed(_ server: ServerProcess) throws -> Bool {
        let port = try #require(server.securePort)
        let show = "openssl s_client -connect \(address):\(port) </dev/null 2>/dev/null | openssl x509 -noout -text"
        return try inside(server, show).output.contains("IP Address:\(address)")
    }

    /// The port of the ready line.
    static func port(_ server: ServerProcess) throws -> UInt16 {
        let deadline = Deadline(milliseconds: 10_000)
        while !deadline.isOver {
            if let port = ServerProcess.readyPort(inLog: server.log) { return port }
            MonotonicClock.sleep(milliseconds: 20)
        }
        throw ServerProcess.NotReady(reason: "no ready line", log: server.log)
    }

    static func eventually(_ isSo: () throws -> Bool) throws -> Bool {
        let deadline = Deadline(milliseconds: 5_000)
        while !deadline.isOver {
            if try isSo() { return true }
            MonotonicClock.sleep(milliseconds: 100)
        }
        return false
    }

    @Test func itAnswersWheneverTheAddressComes() throws {
        let server = try Self.isolated()
        try server.launch()
        let port = try Self.port(server)
        let come = "ip link set d0 up; ip addr add \(Self.address)/24 dev d0"
        #expect(try Self.inside(server, "ip link set lo up; ip link add d0 type veth peer name d1").succeeded)
        for _ in 0..<2 {
            #expect(try Self.inside(server, come).succeeded)
            #expect(try Self.eventually { try Self.answers(server, port: port) }, "\(server.log)")
            #expect(try Self.eventually { try Self.isNamed(server) }, "\(server.log)")
            #expect(
                try Self.eventually {
                    try Self.inside(server, "ss -ltnH").output.contains("\(Self.address):\(port)")
                }, "\(server.log)")
            #expect(try Self.inside(server, "ip addr del \(Self.address)/24 dev d0").succeeded)
            #expect(
                try Self.eventually {
                    try !Self.inside(server, "ss -ltnH").output.contains("\(Self.address):\(port)")
                }, "\(server.log)")
        }
        let waiting = server.log.split(separator: "\n").filter { $0.contains("does not belong to this machine") }
        #expect(waiting.count == 1, "\(server.log)")
        #expect(try server.stop().exit == .code(0))
    }

    /// The same with the address there from the beginning.
    @Test func itStaysUpWhenTheAddressGoesAndComes() throws {
        let server = try Self.isolated()
        let prepare = """
            ip link set lo up; ip link add d0 type veth peer name d1; ip link set d0 up
            ip addr add \(Self.address)/24 dev d0; exec "$@"
            """
        server.settings.wrapper = ["unshare", "-n", "sh", "-c", prepare, "sh"]
        try server.launch()
        let port = try Self.port(server)
        #expect(!server.log.contains("does not belong to this machine"), "\(server.log)")
        for _ in 0..<2 {
            #expect(try Self.eventually { try Self.answers(server, port: port) }, "\(server.log)")
            #expect(try Self.eventually { try Self.isNamed(server) }, "\(server.log)")
            #expect(try Self.inside(server, "ip addr del \(Self.address)/24 dev d0").succeeded)
            MonotonicClock.sleep(milliseconds: 1_000)
            #expect(try Self.inside(server, "ip addr add \(Self.address)/24 dev d0").succeeded)
        }
        #expect(try Self.eventually { try Self.answers(server, port: port) }, "\(server.log)")
        #expect(try server.stop().exit == .code(0))
    }
}
