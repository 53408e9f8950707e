internal import CSQLite

/// The library that this process uses.
public enum SQLiteVersion {
    /// `3.40.1`
    public static var text: String { String(cString: sqlite3_libversion()) }
}
