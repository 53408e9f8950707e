import SyncTesting
import Testing

/// Another session that holds the row which every write takes first.
final class LockHolder {
    private let library: DatabaseOfTest
    private let shell: ChildProcess?

    init(_ library: DatabaseOfTest, mark: String) {
        self.library = library
        shell = try? library.server.startShell(
            "BEGIN; SELECT * FROM linkora_facts WHERE fact = 'id_base' FOR UPDATE; \(library.server.sleep(seconds: 60))",
            in: library.name)
    }

    func waitUntilHeld() throws {
        #expect(shell != nil)
        MonotonicClock.sleep(milliseconds: 1_000)
    }

    func letGo() throws {
        try library.server.cutAdministrators()
        _ = shell?.waitForExit(withinMilliseconds: 5_000)
    }
}
