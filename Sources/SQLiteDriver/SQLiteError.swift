import CSQLite
import Glibc
import SyncCore

extension StoreError {
    /// What SQLite says went wrong, as the seam tells it apart.
    ///
    /// The system's own error number says more than SQLite's code where it is a full or read-only file system.
    init(_ database: OpaquePointer?, _ result: Int32) {
        let words = database.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(result))
        let systemError = database.map { sqlite3_system_errno($0) } ?? 0
        let isInputOutput = result & 0xFF == SQLITE_IOERR || result & 0xFF == SQLITE_CANTOPEN
        let code = isInputOutput ? Self.code(systemError: systemError) : Self.code(result)
        let cause = isInputOutput && systemError != 0 ? ": " + String(cString: strerror(systemError)) : ""
        self.init(code, "SQLite says \"\(words)\"\(cause) (\(result))")
    }

    private static func code(systemError: Int32) -> Code {
        switch systemError {
        case ENOSPC, EDQUOT: .full
        case EROFS: .readOnly
        default: .unavailable
        }
    }

    private static func code(_ result: Int32) -> Code {
        switch result & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_FULL: .full
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_ABORT, SQLITE_INTERRUPT, SQLITE_NOMEM, SQLITE_PROTOCOL, SQLITE_AUTH, SQLITE_NOLFS: .unavailable
        default: .mistaken
        }
    }
}
