import CPostgres
import SyncCore

/// libpq's functions.
///
/// `@unchecked Sendable`: a table that is filled once and never changed.
struct PostgresLibrary: @unchecked Sendable {
    let functions: linkora_libpq

    /// Opens the library, once for the process.
    /// - Throws: ``StoreError/Code/unavailable`` with the package to install.
    static func open() throws(StoreError) -> PostgresLibrary {
        var problem: UnsafePointer<CChar>?
        if let functions = linkora_libpq_open(&problem) { return PostgresLibrary(functions: functions.pointee) }
        let words = problem.map { String(cString: $0) } ?? "it is too old"
        throw StoreError(
            .unavailable,
            "PostgreSQL is spoken to through libpq, which can't be opened here (\(words)): "
                + "install it with `apt install libpq5`.")
    }
}
