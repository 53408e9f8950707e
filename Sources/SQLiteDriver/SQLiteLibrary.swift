import CSQLite
import SyncCore

/// The library of the process, set up once before the first connection.
enum SQLiteLibrary {
    /// Lookaside slots save `malloc` calls while statements are prepared, and are rarely needed afterwards: a few do.
    private static let result: Int32 = linkora_configure(256, 40)

    /// - Throws: ``StoreError/Code/unavailable`` when something in this process used SQLite before.
    static func configure() throws(StoreError) {
        guard result == SQLITE_OK else { throw StoreError(nil, result) }
    }
}
