import CPostgres
import SyncCore

extension StoreError {
    /// What PostgreSQL says went wrong, as the seam tells it apart by the classes of SQLSTATE (PostgreSQL manual,
    /// appendix A). Its details and hints are left out: they may hold values of rows.
    init(sqlState: String, _ message: String) {
        self.init(Self.code(sqlState), "PostgreSQL says \"\(message)\" (\(sqlState))")
    }

    private static func code(_ state: String) -> Code {
        switch state {
        case "53100": .full
        case "25006", "42501": .readOnly
        case "55P03", "40001", "40P01", "57014": .busy
        case "XX001", "XX002": .damaged
        default: code(ofClass: state.prefix(2))
        }
    }

    private static func code(ofClass group: Substring) -> Code {
        switch group {
        case "08", "28", "3D", "53", "57", "58", "25": .unavailable
        default: .mistaken
        }
    }
}

/// One answer of the server, as libpq holds it.
///
/// `@unchecked Sendable`: nothing changes it, and the seam promises that one thread at a time uses a statement.
final class PostgresResult: @unchecked Sendable {
    private let library: PostgresLibrary
    private let result: OpaquePointer

    init(_ result: OpaquePointer, _ library: PostgresLibrary) {
        self.result = result
        self.library = library
    }

    deinit { library.functions.PQclear(result) }

    var status: ExecStatusType { library.functions.PQresultStatus(result) }

    /// `nil` for a good answer.
    var error: StoreError? {
        switch status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_PIPELINE_SYNC: nil
        case PGRES_PIPELINE_ABORTED: StoreError(.unavailable, "an earlier statement failed")
        default: StoreError(sqlState: field(linkora_pq_sqlstate), field(linkora_pq_message))
        }
    }

    var sqlState: String { field(linkora_pq_sqlstate) }

    private func field(_ code: Int32) -> String {
        library.functions.PQresultErrorField(result, code).map { String(cString: $0) } ?? ""
    }

    var rowCount: Int { Int(library.functions.PQntuples(result)) }
    var changedRows: Int { library.functions.PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }
    /// The command that was carried out: a `COMMIT` of a failed transaction answers `ROLLBACK`.
    var command: String { library.functions.PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func isNull(_ row: Int, _ column: Int) -> Bool {
        library.functions.PQgetisnull(result, Int32(row), Int32(column)) == 1
    }

    /// libpq's own memory, as long as this lives.
    func bytes(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = library.functions.PQgetvalue(result, Int32(row), Int32(column))
        let count = Int(library.functions.PQgetlength(result, Int32(row), Int32(column)))
        return UnsafeBufferPointer(start: UnsafeRawPointer(start)?.assumingMemoryBound(to: UInt8.self), count: count)
    }
}
