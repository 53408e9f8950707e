import SyncTesting
import Testing

/// A certificate that the operator brings, and replaces while the server runs.
@Suite struct OwnPairTests {
    /// A server with the pair of an authority of its operator's (`mkcert`, say).
    struct Setup {
        let server: ServerProcess
        let folder: String

        init() throws {
            server = try ServerProcess()
            folder = server.folder.file("pki")
            try Files.makeFolder(folder)
            try make("first")
            try use("first")
            server.settings.environment = [
                "LINKORA_CERTIFICATE_FILE": "\(folder)/live.pem", "LINKORA_CERTIFICATE_KEY_FILE": "\(folder)/live.key",
            ]
            try server.start()
        }

        /// A certificate for links.example.org with this name in its subject.
        func make(_ name: String, days: Int = 30) throws {
            let script = """
                cd "$0" && set -e
                test -f ca.pem || openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=ca
                openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj /CN=$1
                echo subjectAltName=DNS:links.example.org >names
                openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $1.crt -days $2 -extfile names
                cat $1.crt ca.pem >$1.pem
                """
            let result = try ChildProcess.run("sh", ["-c", script, folder, name, "\(days)"])
            guard result.succeeded else { throw NetworkError.malformed(result.errors) }
        }

        func use(_ name: String) throws {
            try Files.write(Files.read("\(folder)/\(name).pem"), to: "\(folder)/live.pem")
            try Files.write(Files.read("\(folder)/\(name).key"), to: "\(folder)/live.key")
        }

        func shown(_ serverName: String?) throws -> String { try server.shownCertificate(serverName: serverName) }
    }

    @Test func itIsShownWhereItFitsAndReplacedWithoutARestart() throws {
        let setup = try Setup()
        #expect(try setup.shown("links.example.org").contains("subject=CN = first"))
        #expect(try setup.shown(nil).contains("subject=CN = first"))
        // Devices import what signed it.
        let url = try setup.server.secureURL("links.example.org")
        let outcome = try setup.server.device(hosts: [("127.0.0.1", "links.example.org")]).test(url)
        #expect(outcome.passed, "\(outcome)")
        try setup.make("second")
        try setup.use("second")
        #expect(
            try setup.server.eventually { try setup.shown("links.example.org").contains("subject=CN = second") },
            "\(setup.server.log)")
    }

    @Test func aBadOneLeavesTheOneBeforeInUseAndSaysSo() throws {
        let setup = try Setup()
        try setup.make("over", days: -1)
        for (name, words) in [("over", "expired"), ("missing", "holds no certificate")] {
            if name == "missing" {
                try Files.write("nothing", to: "\(setup.folder)/live.pem")
            } else {
                try setup.use(name)
            }
            #expect(try setup.server.eventually { setup.server.log.contains(words) }, "\(setup.server.log)")
            #expect(setup.server.log.contains("the one before goes on"))
            #expect(try setup.shown("links.example.org").contains("subject=CN = first"))
        }
        try setup.make("third")
        try setup.use("third")
        #expect(try setup.server.eventually { try setup.shown(nil).contains("subject=CN = third") })
    }

    @Test func aBadOneAtTheStartDoesNotKeepTheServerDown() throws {
        let setup = try Setup()
        try setup.server.stop()
        try Files.write("nothing", to: "\(setup.folder)/live.key")
        try setup.server.start()
        #expect(setup.server.log.contains("the server's own is shown instead"), "\(setup.server.log)")
        #expect(try setup.shown("links.example.org").contains("Linkora"))
    }

    @Test func halfAPairIsAWrongSetting() throws {
        var settings = ServerProcess.Settings()
        settings.environment = ["LINKORA_CERTIFICATE_FILE": "/nowhere.pem"]
        let check = try ServerProcess(settings).run(["check"])
        #expect(check.exit == .code(78) && check.output.contains("certificateKeyFile"), "\(check.output)")
    }
}
