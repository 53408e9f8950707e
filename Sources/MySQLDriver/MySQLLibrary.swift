import CMariaDB
import SyncCore

/// libmariadb's functions.
///
/// `@unchecked Sendable`: a table that is filled once and never changed.
struct MySQLLibrary: @unchecked Sendable {
    let functions: linkora_libmariadb

    /// Opens the library, once for the process.
    /// - Throws: ``StoreError/Code/unavailable`` with the package to install.
    static func open() throws(StoreError) -> MySQLLibrary {
        var problem: UnsafePointer<CChar>?
        if let functions = linkora_libmariadb_open(&problem) { return MySQLLibrary(functions: functions.pointee) }
        let words = problem.map { String(cString: $0) } ?? "it is too old"
        throw StoreError(
            .unavailable,
            "MariaDB and MySQL are spoken to through libmariadb, which can't be opened here (\(words)): "
                + "install it with `apt install libmariadb3`.")
    }
}
