import SyncTesting
import Testing

/// R36: Kubernetes puts `<SERVICE>_PORT=tcp://10.…` into every pod, which for a service called `linkora-server` is exactly
/// our port's variable.
///
/// Right: the default counts, as in the original, with one warning that names the cause and its mend; honest mistakes in
/// range are a sentence.
@Suite struct R36_ServiceLinksTests {
    static let links = [
        "LINKORA_SERVER_SERVICE_HOST": "10.43.7.9", "LINKORA_SERVER_SERVICE_PORT": "45454",
        "LINKORA_SERVER_PORT_45454_TCP": "tcp://10.43.7.9:45454", "LINKORA_SERVER_PORT_45454_TCP_ADDR": "10.43.7.9",
    ]

    func server(_ variables: [String: String]) throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.environment = Self.links.merging(variables) { $1 }
        return try ServerProcess(settings)
    }

    /// The port that would be listened on, out of the table of `check`.
    func port(_ key: String, in output: String) -> String? {
        output.split(separator: "\n").first { $0.hasPrefix(key + " ") }?.split(separator: " ").dropFirst().first
            .map(String.init)
    }

    @Test(arguments: [("LINKORA_SERVER_PORT", "serverPort", "45454"), ("LINKORA_HTTPS_PORT", "httpsPort", "54545")])
    func aServiceLinkMeansTheDefault(variable: String, key: String, port: String) throws {
        let check = try server([variable: "tcp://10.43.7.9:45454"]).run(["check"])
        #expect(check.succeeded, "\(check.output)")
        #expect(self.port(key, in: check.output) == port, "\(check.output)")
        let warnings = check.output.split(separator: "\n").filter { $0.contains("enableServiceLinks: false") }
        #expect(warnings.count == 1, "\(check.output)")
    }

    /// It starts: a flag gives a port that is free here.
    @Test func itStartsBesideServiceLinks() throws {
        let server = try server(["LINKORA_HTTPS_PORT": "tcp://10.43.7.9:54545"])
        server.settings.arguments = ["--https-port=0"]
        try server.start()
        #expect(try server.get("/TEST_BEARER").status == 200)
        try server.stop()
    }

    @Test(arguments: ["45454x", ""]) func whatIsNoNumberMeansTheDefault(value: String) throws {
        let check = try server(["LINKORA_SERVER_PORT": value]).run(["check"])
        #expect(check.succeeded, "\(check.output)")
        #expect(port("serverPort", in: check.output) == "45454")
        #expect(check.output.contains("warning:"), "\(check.output)")
    }

    @Test(arguments: ["70000", "-1"]) func aNumberThatIsNoPortIsASentence(value: String) throws {
        let server = try server(["LINKORA_SERVER_PORT": value])
        try server.launch()
        #expect(server.process?.waitForExit(withinMilliseconds: 5_000) == .code(78), "\(server.log)")
        #expect(server.log.contains(value), "\(server.log)")
        #expect(try server.run(["check"]).exit == .code(78))
    }
}
