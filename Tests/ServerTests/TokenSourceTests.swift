import Glibc
import Observing
import Synchronization
import Testing

@testable import LinkoraSyncServer

@Suite("The token while the server runs")
struct TokenSourceTests {
    private let folder = TemporaryFolder()
    private let log = CollectedLog()

    private final class CollectedLog: LogSink {
        let messages = Mutex<[String]>([])
        func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
            messages.withLock { $0.append("\(level.name): \(message)") }
        }
        var all: [String] { messages.withLock { $0 } }
    }

    private static func config(_ token: String) -> String {
        "{\"databaseUrl\": \"sqlite:l.db\", \"serverAuthToken\": \"\(token)\"}"
    }

    private func source(flags: [String: String] = [:]) -> TokenSource {
        let loader = SettingsLoader(flags: flags, environment: [:], workingDirectory: folder.path, binaryDirectory: nil)
        return ServeCommand.makeTokenSource(loader, loader.load(), Logger(log))
    }

    private func text(_ source: TokenSource) -> String { String(decoding: source.current, as: UTF8.self) }

    @Test func anEditCountsAtTheVeryNextQuestion() {
        folder.write("linkoraConfig.json", Self.config("one"))
        let source = source()
        #expect(text(source) == "one" && !source.refreshIfChanged())
        folder.write("linkoraConfig.json", Self.config("two"))
        #expect(source.refreshIfChanged() && text(source) == "two")
        folder.replace("linkoraConfig.json", Self.config("three"))
        #expect(source.refreshIfChanged() && text(source) == "three")
        #expect(!source.refreshIfChanged())
    }

    @Test func theDescriptorTellsOfAnEdit() {
        folder.write("linkoraConfig.json", Self.config("one"))
        let source = source()
        var poll = pollfd(fd: source.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
        #expect(Glibc.poll(&poll, 1, 0) == 0)
        folder.write("linkoraConfig.json", Self.config("two"))
        #expect(Glibc.poll(&poll, 1, 5_000) == 1)
        source.refreshIfChanged()
        #expect(Glibc.poll(&poll, 1, 0) == 0)
    }

    @Test func aBrokenEditKeepsTheLastGoodTokenAndIsLoggedOnce() {
        folder.write("linkoraConfig.json", Self.config("one"))
        let source = source()
        for _ in 0..<3 {
            folder.write("linkoraConfig.json", "{\"serverAuthToken\": \"two\",}")
            #expect(!source.refreshIfChanged() && text(source) == "one")
        }
        unlink(folder.path("linkoraConfig.json"))
        #expect(!source.refreshIfChanged() && text(source) == "one")
        folder.write("linkoraConfig.json", Self.config("three"))
        #expect(source.refreshIfChanged() && text(source) == "three")
        #expect(log.all.count { $0.hasPrefix("error: ") } == 2, "once for the comma, once for the missing file")
        #expect(log.all.last == "notice: the configuration was read again")
    }

    @Test func otherFilesInTheFolderChangeNothing() {
        folder.write("linkoraConfig.json", Self.config("one"))
        let source = source()
        folder.write("l.db", "x")
        #expect(!source.refreshIfChanged() && log.all == [])
    }

    @Test func aSecretFileIsWatchedBehindItsLink() {
        folder.write("t1", "one\n")
        folder.write("t2", "two\n")
        symlink("t1", folder.path("token"))
        let source = source(flags: ["server-auth-token-file": "token", "database-url": "sqlite:x"])
        #expect(text(source) == "one")
        symlink("t2", folder.path("next"))
        rename(folder.path("next"), folder.path("token"))
        #expect(source.refreshIfChanged() && text(source) == "two")
    }

    @Test func aTokenFromAFlagIsWatchedNowhere() {
        let source = source(flags: ["server-auth-token": "t", "database-url": "sqlite:x"])
        #expect(source.descriptor == nil && !source.refreshIfChanged() && text(source) == "t")
    }
}
