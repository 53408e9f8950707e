import SQLStore
import SyncCore
import SyncTesting
import Testing

/// Openings that meet each other, or were broken off.
@Suite struct OpeningTests {
    @Test(arguments: DatabaseKind.allCases) func oneThatWasBrokenOffIsFinishedByTheNext(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        try database.open().close()
        try database.run("DELETE FROM linkora_migrations")
        try database.run("DELETE FROM linkora_facts")
        try database.run("DROP TABLE linkora_events")
        let again = try database.open(idBase: 9_000)
        defer { again.close() }
        #expect(!again.wasNew)
        try again.store.write { transaction in
            let id = try transaction.insert(
                .tags, [Assignment(.tagName, .text("t")), Assignment(.tagStamp, .integer(1))])
            #expect(id == 9_001)
        }
    }

    @Test(arguments: DatabaseKind.allCases) func aNewerSchemaIsRefused(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        try database.open().close()
        try database.run("INSERT INTO linkora_migrations (number) VALUES (99)")
        let error = #expect(throws: StoreError.self) { try database.open() }
        #expect(error?.reason.contains("newer version") == true)
    }

    /// The schema that the code knows is the schema that the steps make.
    @Test(arguments: DatabaseKind.allCases) func theTablesHaveAllColumns(_ kind: DatabaseKind) throws {
        let database = try kind.shared.newDatabase()
        try database.open().close()
        for table in Table.allCases {
            let names = try database.run(
                "SELECT column_name FROM information_schema.columns WHERE table_name = '\(table.name)'"
                    + (kind == .mariaDB ? " AND table_schema = DATABASE()" : ""))
            #expect(Set(names.split(separator: "\n").map(String.init)) == Set(table.columns.map(\.name)), "\(table)")
        }
    }

    @Test(arguments: DatabaseKind.allCases) func ofTwoServersTheSecondIsRefusedUnlessBothShare(_ kind: DatabaseKind)
        throws
    {
        let database = try kind.shared.newDatabase()
        let first = try database.open(claim: .exclusive)
        for claim in [DatabaseClaim.exclusive, .shared] {
            let error = #expect(throws: StoreError.self) { try database.open(claim: claim) }
            #expect(error?.code == .busy)
        }
        first.close()
        let shared = try (0..<3).map { _ in try database.open(claim: .shared) }
        for library in shared { library.close() }
    }
}
