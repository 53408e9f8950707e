import SQLiteDriver
import SyncCore
import SyncSimulator
import SyncTesting

/// A library in a file, whose verbs are timed.
final class MeasuredStorage: Storage {
    private let folder: TemporaryFolder
    private let meter: Meter
    private var database: SQLiteDatabase
    private(set) var store: any Store

    private var path: String { folder.file("linkora.db") }

    init(_ meter: Meter, idBase: Int64) throws {
        self.meter = meter
        folder = try TemporaryFolder()
        database = try SQLiteDatabase.open(path: folder.file("linkora.db"), idBase: idBase)
        store = MeasuredStore(database.store, meter)
    }

    deinit { database.close() }

    func reopen() throws {
        database.close()
        database = try SQLiteDatabase.open(path: path, idBase: 0)
        store = MeasuredStore(database.store, meter)
    }

    /// Bytes in rows and indices, by the table's name.
    func bytes() throws -> [String: Int] {
        let lines = try SQLiteShell.run(
            """
            SELECT s.tbl_name || ' ' || sum(d.payload) FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
            GROUP BY s.tbl_name
            """, on: path)
        let pairs = lines.split(separator: "\n").map { $0.split(separator: " ") }
        return Dictionary(
            pairs.compactMap { words in words.count == 2 ? Int(words[1]).map { (String(words[0]), $0) } : nil },
            uniquingKeysWith: +)
    }
}
