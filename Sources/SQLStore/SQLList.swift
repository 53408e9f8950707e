import SyncCore

/// How the values of a list stand in a statement.
enum SQLList {
    case empty
    /// Each at a place of its own. The last one is repeated up to a power of two, so that lists of many lengths share few
    /// prepared statements.
    case spread([Value])
    /// All of them in one value.
    case packed(Value)

    init(_ values: [Value], _ column: Column, _ dialect: any SQLDialect) {
        let members = values.contains { $0.isNull } ? values.filter { !$0.isNull } : values
        guard let last = members.last else {
            self = .empty
            return
        }
        guard members.count <= dialect.listPlaceholdersMax(column.type) else {
            self = .packed(dialect.packed(members, column.type))
            return
        }
        var places = 1
        while places < members.count { places *= 2 }
        self = .spread(members + Array(repeating: last, count: places - members.count))
    }
}
