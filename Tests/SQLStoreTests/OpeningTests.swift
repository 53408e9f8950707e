import Glibc
import SQLiteDriver
import SyncCore
import Testing

/// Opening a database where something stands in the way: a sentence, and nothing made or changed.
@Suite struct OpeningTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/data/links.db" }

    private func refusal(_ path: String) -> StoreError? {
        #expect(throws: StoreError.self) { try SQLiteDatabase.open(path: path, idBase: 1) }
    }

    @Test func aMissingFolderIsMadeForThisUserAlone() throws {
        let database = try SQLiteDatabase.open(path: path, idBase: 1)
        #expect(database.wasNew)
        #expect(database.linksCount == 0)
        #expect(mode(folder.path + "/data") == 0o700)
        #expect(mode(path) == 0o600)
        database.close()
        #expect(folder.names("data") == ["links.db"])
        let again = try SQLiteDatabase.open(path: path, idBase: 1)
        #expect(!again.wasNew)
        again.close()
    }

    @Test func aSecondMissingFolderIsNot() throws {
        let error = refusal(folder.path + "/not/there/links.db")
        #expect(error?.code == .unavailable)
        #expect(error?.reason.contains("\(folder.path)/not/there") == true)
        #expect(error?.reason.contains("mkdir -p") == true)
        #expect(folder.names() == [])
    }

    @Test func aFolderInPlaceOfTheFileIsNamed() throws {
        mkdir(folder.path + "/data", 0o700)
        #expect(refusal(folder.path + "/data")?.reason.contains("is a folder") == true)
        #expect(folder.names() == ["data"])
    }

    @Test(arguments: ["This is a letter.", String(repeating: "x", count: 5_000), "SQLite format 3\0", "\0"])
    func whatIsNoDatabaseStaysAsItIs(text: String) throws {
        mkdir(folder.path + "/data", 0o700)
        write(Array(text.utf8), to: path)
        #expect(refusal(path)?.code == .damaged)
        #expect(contents(path) == Array(text.utf8))
        #expect(folder.names("data") == ["links.db"])
    }

    @Test func aDamagedDatabaseStaysAsItIs() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        var bytes = contents(path)
        for place in 100..<bytes.count { bytes[place] = 0xA5 }
        write(bytes, to: path)
        #expect(refusal(path)?.code == .damaged)
        #expect(contents(path) == bytes)
    }

    @Test func anEmptyFileBecomesADatabase() throws {
        mkdir(folder.path + "/data", 0o700)
        write([], to: path)
        let database = try SQLiteDatabase.open(path: path, idBase: 1)
        #expect(database.wasNew)
        database.close()
    }

    @Test func sharedMemoryThatIsRefusedIsSaidAtOnce() throws {
        mkdir(folder.path + "/data", 0o700)
        mkdir(path + "-shm", 0o700)
        let error = refusal(path)
        #expect(error?.code == .unavailable)
        #expect(error?.reason.contains("write-ahead log") == true)
        #expect(folder.names("data") == ["links.db-shm"])
    }

    @Test func sharedMemoryThatIsRefusedLaterIsSaidTooAndHarmsNothing() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        let before = contents(path)
        mkdir(path + "-shm", 0o700)
        let error = refusal(path)
        #expect(error?.code == .unavailable)
        #expect(error?.reason.contains("write-ahead log") == true)
        #expect(contents(path) == before)
    }

    @Test func aFolderWithoutTheRightToWriteIsNamedWithTheCommand() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        let before = contents(path)
        chmod(folder.path + "/data", 0o555)
        let error = AnotherUser.run(owning: [folder.path, folder.path + "/data", path]) { refusal(path) }
        #expect(error?.code == .readOnly)
        #expect(error?.reason.contains("\(folder.path)/data (owned by ") == true)
        #expect(error?.reason.contains("mode 0555") == true)
        #expect(error?.reason.contains("journal") == true)
        #expect(error?.reason.contains("run `") == true)
        #expect(contents(path) == before)
        #expect(folder.names("data") == ["links.db"])
    }

    @Test func aFileWithoutTheRightToWriteIsNamedWithTheCommand() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        let before = contents(path)
        chmod(path, 0o444)
        let error = AnotherUser.run(owning: [folder.path, folder.path + "/data", path]) { refusal(path) }
        #expect(error?.code == .readOnly)
        #expect(error?.reason.contains("\(path) (owned by ") == true)
        #expect(error?.reason.contains("mode 0444") == true)
        #expect(contents(path) == before)
        #expect(folder.names("data") == ["links.db"])
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a folder to another user"))
    func aFolderOfAnotherUserIsNamedWithTheCommand() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        let before = contents(path)
        let error = AnotherUser.run(owning: [folder.path]) { refusal(path) }
        #expect(error?.code == .readOnly)
        #expect(error?.reason.contains("owned by root (uid 0), mode 0700") == true)
        #expect(contents(path) == before)
        #expect(folder.names("data") == ["links.db"])
    }

    @Test func theLastFolderThatCannotBeMadeIsNamed() throws {
        chmod(folder.path, 0o500)
        let error = AnotherUser.run(owning: [folder.path]) { refusal(path) }
        #expect(error?.code == .readOnly)
        #expect(error?.reason.contains("The folder \(folder.path) (owned by ") == true)
        #expect(folder.names() == [])
    }

    @Test func aFileThatAnotherProgramHoldsIsSaid() throws {
        try SQLiteDatabase.open(path: path, idBase: 1).close()
        let other = try OtherProgram(path)
        try other.run("DELETE FROM linkora_facts; BEGIN IMMEDIATE")
        var limits = SQLiteLimits()
        limits.busyWaitMilliseconds = 50
        let error = #expect(throws: StoreError.self) { try SQLiteDatabase.open(path: path, idBase: 1, limits: limits) }
        #expect(error?.code == .busy)
        #expect(error?.reason.contains("Another program holds the database \(path)") == true)
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}

/// Runs as somebody who is not root, because root may do everything; for this thread and its files alone.
enum AnotherUser {
    static let uid: uid_t = 65_534

    /// `setfsuid`, which Swift's Glibc leaves out: what files may be opened as, for one thread.
    private static func setFileUser(_ uid: uid_t) {
        typealias Function = @convention(c) (uid_t) -> Int32
        guard let symbol = dlsym(nil, "setfsuid") else { preconditionFailure("no setfsuid") }
        _ = unsafeBitCast(symbol, to: Function.self)(uid)
    }

    static func run<Result>(owning paths: [String], _ body: () -> Result) -> Result {
        guard geteuid() == 0 else { return body() }
        for path in paths { chown(path, uid, uid) }
        setFileUser(uid)
        defer { setFileUser(0) }
        return body()
    }
}
