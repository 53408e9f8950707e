import CPostgres

/// One statement on its way to the server.
enum PostgresMessage {
    case prepared(_ name: String, PostgresParameters)
    case text(_ sql: String, PostgresParameters)

    static func command(_ sql: String) -> PostgresMessage { .text(sql, PostgresParameters([])) }

    /// - Returns: 1, or 0 when libpq did not take it.
    func send(_ connection: OpaquePointer, _ library: PostgresLibrary) -> Int32 {
        switch self {
        case .prepared(let name, let parameters):
            parameters.withPointers {
                library.functions.PQsendQueryPrepared(connection, name, parameters.count, $0, nil, nil, 0)
            }
        case .text(let sql, let parameters):
            parameters.withPointers {
                library.functions.PQsendQueryParams(connection, sql, parameters.count, nil, $0, nil, nil, 0)
            }
        }
    }
}
