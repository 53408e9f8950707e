import SyncCore

/// Draws verbs of the seam: often sensible, sometimes not, over few values, so that they meet each other.
struct RandomVerbs {
    struct Transaction {
        let verbs: [Verb]
        let isUndone: Bool
    }

    enum Verb {
        case insert(Table, [Assignment])
        case update(Table, Predicate, [Assignment])
        case delete(Table, Predicate)
        case read(Query)
    }

    private var dice: Dice

    init(seed: UInt64) { dice = Dice(state: seed) }

    mutating func chance(_ hits: Int, in count: Int) -> Bool { Int.random(in: 0..<count, using: &dice) < hits }

    mutating func transaction() -> Transaction {
        let count = Int.random(in: 1...12, using: &dice)
        return Transaction(verbs: (0..<count).map { _ in verb() }, isUndone: chance(1, in: 10))
    }

    private mutating func verb() -> Verb {
        let table = Table.allCases.randomElement(using: &dice)!
        return switch Int.random(in: 0..<20, using: &dice) {
        case 0..<9: .insert(table, row(table))
        case 9..<12: .update(table, predicate(table, depth: 2), changes(table))
        case 12 where table != .facts: .delete(table, predicate(table, depth: 2))
        default: .read(query(table))
        }
    }

    private mutating func row(_ table: Table) -> [Assignment] {
        let columns = table.columns.filter {
            !$0.isNumberedByStore && ($0.isNullable ? chance(2, in: 3) : !chance(1, in: 200))
        }
        var row = columns.shuffled(using: &dice).map { Assignment($0, value($0)) }
        if let id = table.idColumn, chance(1, in: 15) {
            row.append(Assignment(id, .integer(.random(in: -3..<60, using: &dice))))
        }
        return row
    }

    private mutating func changes(_ table: Table) -> [Assignment] {
        let columns = table.columns.filter { !table.key.contains($0) && chance(1, in: 2) }
        return columns.map { Assignment($0, value($0)) }
    }

    private mutating func value(_ column: Column) -> Value {
        if column.isNullable, chance(1, in: 4) { return .null }
        switch column.type {
        case .integer: return .integer(number())
        case .text: return .text(text())
        case .boolean: return .boolean(chance(1, in: 2))
        }
    }

    private mutating func number() -> Int64 {
        chance(1, in: 50)
            ? [Int64.min, Int64.max, -5][Int.random(in: 0..<3, using: &dice)] : .random(in: 0..<40, using: &dice)
    }

    private mutating func text() -> String {
        ["", "a", "A", "ab", "aB\u{0}c", "é", "e\u{301}", "%", "_", "京", "😀", "z"].randomElement(using: &dice)!
    }

    private mutating func predicate(_ table: Table, depth: Int) -> Predicate {
        let column = table.columns.randomElement(using: &dice)!
        switch Int.random(in: 0..<(depth > 0 ? 11 : 8), using: &dice) {
        case 0: return chance(1, in: 6) ? .everything : .equals(column, value(column))
        case 1, 2: return .equals(column, value(column))
        case 3: return .isNull(column)
        case 4, 5:
            let count = chance(1, in: 10) ? 90 : Int.random(in: 0..<5, using: &dice)
            return .anyOf(column, (0..<count).map { _ in value(column) })
        case 6: return .after(column, number())
        case 7: return .contains(column, text())
        case 8, 9:
            let parts = Int.random(in: 0..<4, using: &dice)
            return .and((0..<parts).map { _ in predicate(table, depth: depth - 1) })
        default: return reference(table, depth: depth)
        }
    }

    private mutating func reference(_ table: Table, depth: Int) -> Predicate {
        let references: [(Table, Column, Table)] = [
            (.linkTags, .linkTagLink, .links), (.linkTags, .linkTagTag, .tags), (.links, .linkFolder, .folders),
            (.folders, .folderParent, .folders), (.panelFolders, .panelFolderPanel, .panels),
        ]
        guard let (_, column, referred) = references.filter({ $0.0 == table }).randomElement(using: &dice) else {
            return .everything
        }
        return .refersTo(column, referred, where: predicate(referred, depth: depth - 1))
    }

    private mutating func query(_ table: Table) -> Query {
        var query = Query(table, where: predicate(table, depth: 2))
        query.columns = table.columns.shuffled(using: &dice)
        query.order = table.columns.filter { _ in chance(1, in: 3) }.shuffled(using: &dice) + table.key
        if table == .linkTags, let column = [Column.linkStamp, .linkTitle].randomElement(using: &dice) {
            query.order.insert(column, at: 0)
            if chance(1, in: 2) {
                query.predicate = .and([
                    query.predicate, .refersTo(.linkTagLink, .links, where: predicate(.links, depth: 1)),
                ])
            }
        }
        return query
    }

    /// SplitMix64: small, and the same everywhere.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
