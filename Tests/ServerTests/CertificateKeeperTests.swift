import Certificates
import Glibc
import Observing
import SyncHTTP
import Synchronization
import Testing

@testable import LinkoraSyncServer

@Suite("Keeping certificates right")
struct CertificateKeeperTests {
    private final class Machine: Sendable {
        let addresses = Mutex<[InterfaceAddress]>([
            InterfaceAddress(interface: "lo", address: "127.0.0.1", isLoopback: true)
        ])
        let names = Mutex("")
        let lines = Mutex<[String]>([])

        func add(_ address: String) {
            addresses.withLock { $0.append(.init(interface: "eth0", address: address, isLoopback: false)) }
        }
    }

    private struct Lines: LogSink {
        let machine: Machine
        func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            machine.lines.withLock { $0.append("\(level.name) \(message)") }
        }
    }

    private let folder = TemporaryFolder()
    private let machine = Machine()

    private func settings() -> Settings {
        var settings = Settings()
        settings.https.folder = folder.path
        settings.https.names = machine.names.withLock { $0 }.listWords.compactMap { SubjectName($0) }
        return settings
    }

    private func keeper(mayMake: Bool = true) -> CertificateKeeper {
        let sources = CertificateKeeper.Sources(
            settings: {
                var report = SettingsReport()
                report.settings = settings()
                return report
            },
            files: { CertificateFiles(folder: $0.https.folder) }, hostName: { "nas.example.org" },
            addresses: { [machine] in machine.addresses.withLock { $0 } }, nowSeconds: { 1_800_000_000 })
        return CertificateKeeper(settings(), sources, mayMake: mayMake, logger: Logger(Lines(machine: machine)))
    }

    private func names(_ keeper: CertificateKeeper) -> [String] { keeper.facts.serverNames }

    @Test func theMachinesNamesAreInTheCertificate() {
        machine.names.withLock { $0 = "links.example.org, 203.0.113.7" }
        machine.add("fd00::2")
        machine.add("fe80::1")
        machine.add("192.168.0.9")
        let keeper = keeper()
        keeper.begin()
        #expect(
            names(keeper) == [
                "links.example.org", "203.0.113.7", "nas.example.org", "nas", "nas.local", "localhost", "127.0.0.1",
                "192.168.0.9", "fd00::2",
            ])
    }

    @Test func anotherAddressMeansAnotherCertificateAndTheSameAuthority() throws {
        let keeper = keeper()
        keeper.begin()
        let (importable, first) = (keeper.facts.importable, try #require(keeper.identity(for: nil)))
        keeper.refresh()
        #expect(keeper.identity(for: nil) == first)
        machine.add("192.168.0.9")
        keeper.refresh()
        #expect(keeper.identity(for: nil) != first)
        #expect(names(keeper).contains("192.168.0.9") && keeper.facts.importable == importable)
        #expect(machine.lines.withLock { $0.count { $0.contains("issued anew") } } == 1)
    }

    @Test func settingsAreReadAnew() {
        let keeper = keeper()
        keeper.begin()
        machine.names.withLock { $0 = "links.example.org" }
        keeper.refresh()
        #expect(!names(keeper).contains("links.example.org"))
        keeper.reload(isForced: false)
        #expect(names(keeper).first == "links.example.org")
    }

    /// Reading costs memory that nobody may ever need.
    @Test func aStartOnWhatIsThereReadsNothingBeforeTheFirstHandshake() throws {
        keeper().begin()
        #expect(folder.names == ["linkoraAuthority.pem", "linkoraServerCert.cer", "linkoraServerCert.pem"])
        // What only shows when it is read.
        let authority = try #require(folder.read("linkoraAuthority.pem"))
        folder.write("linkoraAuthority.pem", authority.replacing("PRIVATE KEY-----\nM", with: "PRIVATE KEY-----\nX"))
        let waiting = keeper()
        waiting.begin()
        #expect(machine.lines.withLock { !$0.contains { $0.contains("HTTPS does not work") } })
        #expect(waiting.identity(for: nil) == nil)
        #expect(machine.lines.withLock { $0.contains { $0.contains("HTTPS does not work") } })
    }

    @Test func lookingMakesNothing() {
        let keeper = keeper(mayMake: false)
        keeper.begin()
        #expect(folder.names.isEmpty && keeper.facts.importable == nil)
        #expect(keeper.facts.source.contains("first start"))
    }

    @Test func aFolderThatCannotBeWrittenIsToldOnce() throws {
        var settings = settings()
        settings.https.folder = folder.path("absent/folder")
        let sources = CertificateKeeper.Sources(
            settings: { SettingsReport() }, files: { CertificateFiles(folder: $0.https.folder) })
        let keeper = CertificateKeeper(settings, sources, mayMake: true, logger: Logger(Lines(machine: machine)))
        keeper.begin()
        keeper.refresh()
        let told = machine.lines.withLock { $0.filter { $0.contains("certificateFolder") } }
        #expect(told.count == 1 && keeper.identity(for: nil) == nil, "\(told)")
        #expect(keeper.facts.problems.count == 1 && keeper.facts.notes.isEmpty)
    }

    @Test func aKeyThatOthersCanReadIsTold() {
        keeper().begin()
        chmod(folder.path("linkoraAuthority.pem"), 0o644)
        keeper().begin()
        #expect(machine.lines.withLock { $0.contains { $0.contains("chmod 600") } })
    }
}
