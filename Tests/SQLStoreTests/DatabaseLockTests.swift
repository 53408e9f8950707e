import Glibc
import SQLStore
import SQLiteDriver
import SyncCore
import Testing

@Suite struct DatabaseLockTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/links.db" }

    @Test func aSecondServerIsRefusedAndNamesTheFirst() throws {
        let first = try SQLiteDatabase.open(path: path, idBase: 1)
        let error = #expect(throws: StoreError.self) { try SQLiteDatabase.open(path: path, idBase: 1) }
        #expect(error?.code == .busy)
        #expect(
            error?.reason.contains("Another Linkora sync server (process \(getpid())) uses the database \(path)")
                == true)
        first.close()
        try SQLiteDatabase.open(path: path, idBase: 1).close()
    }

    @Test func aLinkToTheFileHasTheSameLock() throws {
        let first = try SQLiteDatabase.open(path: path, idBase: 1)
        defer { first.close() }
        symlink(path, folder.path + "/alias.db")
        let error = #expect(throws: StoreError.self) {
            try SQLiteDatabase.open(path: folder.path + "/alias.db", idBase: 1)
        }
        #expect(error?.code == .busy)
    }

    @Test func theFileGoesWithTheLock() throws {
        let lock = try DatabaseLock(databasePath: path)
        #expect(folder.names() == ["links.db.lock"])
        lock.release()
        lock.release()
        #expect(folder.names() == [])
    }

    @Test func aFileThatWasLeftBehindIsNoLock() throws {
        write(Array("4711\n".utf8), to: DatabaseFiles.lock(of: path))
        let lock = try DatabaseLock(databasePath: path)
        #expect(contents(DatabaseFiles.lock(of: path)) == Array("\(getpid())\n".utf8))
        lock.release()
    }

    @Test func theFirstServerGoesOnAfterASecondWasRefused() throws {
        let first = try SQLiteDatabase.open(path: path, idBase: 1)
        defer { first.close() }
        #expect(throws: StoreError.self) { try SQLiteDatabase.open(path: path, idBase: 1) }
        let snapshot = try first.store.snapshot()
        defer { snapshot.close() }
        let other = try OtherProgram(path)
        try first.store.write { _ in
            _ = #expect(throws: StoreError.self) { try other.run("BEGIN IMMEDIATE") }
        }
        #expect(try other.rows("SELECT count(*) FROM links_table") == ["0"])
    }
}
