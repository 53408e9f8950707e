import Glibc
import JSONText
import SQLStore
import SyncCore
import Testing

@testable import SQLiteDriver

/// What a database does to us while we write: each named, nothing half done, and the next write goes on.
@Suite struct FailureTests {
    let folder = TemporaryFolder()
    var path: String { folder.path + "/links.db" }

    private func open(busyWaitMilliseconds: Int = 50) throws -> SQLiteDatabase {
        var limits = SQLiteLimits()
        limits.busyWaitMilliseconds = busyWaitMilliseconds
        return try SQLiteDatabase.open(path: path, idBase: 0, limits: limits)
    }

    private func tag(_ name: String) -> [Assignment] {
        [Assignment(.tagName, .text(name)), Assignment(.tagStamp, .integer(1))]
    }

    private func tags(_ database: SQLiteDatabase) throws -> [String] {
        let snapshot = try database.store.snapshot()
        defer { snapshot.close() }
        return try snapshot.all(Query(.tags, [.tagName], order: [.tagId])) { $0.text(0) }
    }

    private func setPages(_ database: SQLiteDatabase, _ count: String) throws {
        let statement = try database.driver.writer().prepare("PRAGMA max_page_count = \(count)")
        while try statement.step() {}
    }

    @Test func aFullDiskUndoesTheWriteAndTheNextOneGoesOn() throws {
        let database = try open()
        defer { database.close() }
        try database.store.write { try $0.insert(.tags, tag("before")) }
        try setPages(database, "1")
        let large = String(repeating: "x", count: 1 << 20)
        let error = #expect(throws: StoreError.self) { try database.store.write { try $0.insert(.tags, tag(large)) } }
        #expect(error?.code == .full)
        #expect(try tags(database) == ["before"])
        try setPages(database, "1000000")
        try database.store.write { try $0.insert(.tags, tag("after")) }
        #expect(try tags(database) == ["before", "after"])
    }

    @Test func aBodyThatGoesOnAfterAFullDiskNeverWritesOutsideOfATransaction() throws {
        let database = try open()
        defer { database.close() }
        try setPages(database, "1")
        let large = String(repeating: "x", count: 1 << 20)
        var codes: [StoreError.Code] = []
        let write = {
            try database.store.write { transaction in
                try transaction.insert(.tags, tag("a"))
                for text in [large, "b"] {
                    do { try transaction.insert(.tags, tag(text)) } catch let error as StoreError {
                        codes.append(error.code)
                    }
                }
            }
        }
        // Whether the database gives up the row or the whole transaction is its own affair: all or nothing holds.
        do {
            try write()
            #expect(codes == [.full])
            #expect(try tags(database) == ["a", "b"])
        } catch {
            #expect(codes == [.full, .unavailable])
            #expect(try tags(database) == [])
        }
    }

    @Test func aWriteWaitsForAnotherProgramAndGivesUp() throws {
        let database = try open()
        defer { database.close() }
        let other = try OtherProgram(path)
        try other.run("BEGIN IMMEDIATE; INSERT INTO tags (last_modified, name) VALUES (1, 'theirs')")
        let error = #expect(throws: StoreError.self) { try database.store.write { try $0.insert(.tags, tag("mine")) } }
        #expect(error?.code == .busy)
        #expect(try tags(database) == [])
        try other.run("COMMIT")
        try database.store.write { try $0.insert(.tags, tag("mine")) }
        #expect(try tags(database) == ["theirs", "mine"])
    }

    @Test func aReadingProgramHindersNoWrite() throws {
        let database = try open()
        defer { database.close() }
        let other = try OtherProgram(path)
        try other.run("BEGIN; SELECT count(*) FROM tags")
        try database.store.write { try $0.insert(.tags, tag("a")) }
        #expect(try other.rows("SELECT count(*) FROM tags") == ["0"])
        #expect(try tags(database) == ["a"])
    }

    @Test func aTableThatAnotherProgramChangedIsMet() throws {
        let database = try open()
        defer { database.close() }
        try database.store.write { try $0.insert(.tags, tag("a")) }
        let other = try OtherProgram(path)
        try other.run("ALTER TABLE tags ADD COLUMN colour TEXT; CREATE INDEX theirs ON tags (name)")
        try database.store.write { try $0.insert(.tags, tag("b")) }
        #expect(try tags(database) == ["a", "b"])
        try other.run("DROP TABLE link_tags; DROP TABLE tags")
        #expect(throws: StoreError.self) { try database.store.write { try $0.insert(.tags, tag("c")) } }
        #expect(throws: StoreError.self) { try tags(database) }
    }

    @Test func moreReadsThanAreAllowedAreRefusedUntilOneEnds() throws {
        var limits = SQLiteLimits()
        limits.readersMax = 3
        let database = try SQLiteDatabase.open(path: path, idBase: 0, limits: limits)
        defer { database.close() }
        let snapshots = try (0..<3).map { _ in try database.store.snapshot() }
        let error = #expect(throws: StoreError.self) { try database.store.snapshot() }
        #expect(error?.code == .busy)
        snapshots[0].close()
        try database.store.snapshot().close()
        for snapshot in snapshots { snapshot.close() }
    }

    /// SQLite's extended result codes.
    @Test(
        arguments: [
            (5, .busy), (517, .busy), (13, .full), (8, .readOnly), (1_032, .readOnly), (11, .damaged), (26, .damaged),
            (266, .unavailable), (14, .unavailable), (1, .mistaken), (2_067, .mistaken),
        ] as [(Int32, StoreError.Code)])
    func codesAreToldApart(result: Int32, code: StoreError.Code) { #expect(StoreError(nil, result).code == code) }
}
