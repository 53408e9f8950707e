import MySQLDriver
import PostgresDriver
import SQLStore
import SyncCore
import Testing

/// The SQL of each dialect, where what it says can surprise.
@Suite struct DialectTests {
    private let postgres = SQLRenderer(PostgresDialect())
    private let mySQL = SQLRenderer(MySQLDialect(.mySQL))

    @Test func aListOfAnyLengthIsOneValueOnPostgreSQL() throws {
        let ids = (1...5).map { Value.integer($0) }
        let text = try postgres.delete(.folders, where: .anyOf(.folderId, ids))
        #expect(text.sql == #"DELETE FROM "folders_table" WHERE "id" = ANY($1::bigint[])"#)
        #expect(text.values == [.text("{1,2,3,4,5}")])
        let names = try postgres.delete(.tags, where: .anyOf(.tagName, [.text(#"a"b\"#), .text(",")]))
        #expect(names.values == [.text(#"{"a\"b\\",","}"#)])
    }

    @Test func ordersPutNullsFirstAndTextsByTheirBytes() throws {
        let query = Query(.folders, [.folderId], order: [.folderParent, .folderName, .folderId])
        #expect(
            try postgres.select(query).sql
                == #"SELECT "id" FROM "folders_table" ORDER BY "parent_folder_id" NULLS FIRST, "folder_name" COLLATE "C", "id""#
        )
        #expect(
            try mySQL.select(query).sql
                == "SELECT `id` FROM `folders_table` ORDER BY `parent_folder_id`, `folder_name`, `id`")
    }

    /// MySQL refuses to look into the table that a statement changes, unless the answer was gathered before.
    @Test func aStatementMayLookIntoTheTableThatItChanges() throws {
        let inner = Predicate.refersTo(.folderParent, .folders, where: .equals(.folderName, .text("x")))
        let text = try mySQL.delete(.folders, where: inner)
        #expect(
            text.sql == """
                DELETE FROM `folders_table` WHERE `parent_folder_id` IN \
                (SELECT * FROM (SELECT DISTINCT `id` FROM `folders_table` WHERE `folder_name` = ?) AS referred)
                """)
    }

    @Test func textsAreComparedByTheirBytesOnBothKinds() {
        for (flavour, collation) in [(.mariaDB, "utf8mb4_nopad_bin"), (.mySQL, "utf8mb4_0900_bin")]
            as [(MySQLDialect.Flavour, String)]
        {
            let statements = MySQLDialect(flavour).migrations.flatMap(\.statements).map(\.text.sql)
            let tables = statements.filter { $0.hasPrefix("CREATE TABLE") && $0.contains("TEXT") }
            #expect(!tables.isEmpty && tables.allSatisfy { $0.contains(collation) })
            #expect(statements.contains { $0.hasPrefix("ALTER TABLE `links_table` MODIFY `link_type` LONGTEXT") })
        }
    }

    /// A step that may be made again says how it is seen that it was made.
    @Test func everyStepOfMySQLMayBeRepeated() {
        for statement in MySQLDialect(.mySQL).migrations.flatMap(\.statements) {
            #expect(statement.text.sql.hasPrefix("CREATE TABLE IF NOT EXISTS") || statement.isDone != nil)
        }
    }
}
