import SyncTesting
import Testing

/// The machine gets another address, as from a new router: the certificate names it within seconds, sockets live on, and the
/// device goes on with what it imported.
@Suite struct AddressChangeTests {
    static func inside(_ server: ServerProcess, _ command: String) throws -> ChildProcess.Result {
        let process = try #require(server.process)
        return try ChildProcess.run("nsenter", ["-n", "-t", "\(process.processID)", "sh", "-c", command])
    }

    /// A client in the server's network.
    static func device(_ server: ServerProcess, _ url: String, _ more: [String] = []) throws -> ChildProcess.Command {
        let process = try #require(server.process)
        let client = AppClient(token: server.token, importedPath: server.importablePath)
        let words = try client.words(url, server.folder) + more
        return .init(
            "nsenter", ["-n", "-t", "\(process.processID)", "java"] + words,
            outputPath: server.folder.file("java.txt"), errorPath: server.folder.file("java-errors.txt"))
    }

    @Test func theCertificateFollowsTheAddress() throws {
        var settings = ServerProcess.Settings()
        settings.wrapper = ["unshare", "-n"]
        settings.environment = ["LINKORA_HOST_ADDRESS": ""]
        let server = try ServerProcess(settings)
        try server.launch()
        #expect(try server.eventually(withinMilliseconds: 10_000) { server.securePort != nil }, "\(server.log)")
        let port = try #require(server.securePort)
        let begin = """
            ip link set lo up; ip link add d0 type veth peer name d1; ip link set d0 up; ip link set d1 up
            ip addr add 192.0.2.77/24 dev d0
            """
        #expect(try Self.inside(server, begin).succeeded)
        let listening = try ChildProcess(Self.device(server, "https://192.0.2.77:\(port)/", ["socket", "1"]))
        let output = { (try? Files.text(server.folder.file("java.txt"))) ?? "" }
        #expect(try server.eventually(withinMilliseconds: 20_000) { output().contains("socket open") })
        #expect(output().contains("192.0.2.77"))

        #expect(try Self.inside(server, "ip addr add 198.51.100.5/24 dev d0").succeeded)
        let shown = "openssl s_client -connect 198.51.100.5:\(port) </dev/null 2>/dev/null | openssl x509 -noout -text"
        let namesIt = try server.eventually {
            try Self.inside(server, shown).output.contains("IP Address:198.51.100.5")
        }
        #expect(namesIt, "\(server.log)")
        let again = try ChildProcess(Self.device(server, "https://198.51.100.5:\(port)/"))
        #expect(again.waitForExit(withinMilliseconds: 20_000) == .code(0), "\(output())")

        // The socket of before still hears.
        let create = """
            curl -sS -H 'Authorization: Bearer \(server.token)' -H 'Content-Type: application/json' \
            -d '\(Bodies.folder("after"))' http://192.0.2.77:\(ServerProcess.readyPort(inLog: server.log) ?? 0)/CREATE_FOLDER
            """
        #expect(try Self.inside(server, create).output.contains("\"id\""))
        #expect(listening.waitForExit(withinMilliseconds: 10_000) == .code(0), "\(output())")
        #expect(try server.stop().exit == .code(0))
    }
}
