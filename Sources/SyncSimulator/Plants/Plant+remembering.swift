import SyncCore

/// What is not written down, or wrongly.
extension Plant {
    static let remembering = [
        Plant("stamp-not-growing", "two writes after each other get the same stamp: it is drawn outside the lock") {
            $0.inserts = { _, values, _ in
                values = values.map { $0.halved }
                return true
            }
            $0.updates = { _, _, values in
                values = values.map { $0.halved }
                return true
            }
        },
        Plant("numbers-forgotten-on-restart", "the last number that was given is not stored") {
            $0.inserts = { table, values, _ in
                table != .facts || values.first?.value != .text(FactName.lastStamp)
            }
        },
        forgets(
            "once-only-forgotten", "a creation is not remembered: one that comes again makes another row", .memories),
        Plant("once-only-forgotten-on-restart", "creations are remembered in memory only") {
            $0.restarts = { store in try store.write { try $0.delete(.memories, where: .everything) } }
        },
        forgets("tags-of-links-not-stored", "a link is stored without its tags", .linkTags),
        forgets("doubts-forgotten", "rows that a device may lack are not written down", .doubts),
        Plant("number-vouches-too-far", "what a number proves is taken to be everything that is older than it") {
            $0.inserts = { table, values, _ in
                guard table == .claims, case .integer(let number)? = values.first?.value else { return true }
                let proven: Set<Column> = [.claimRows, .claimList, .claimRowsMade, .claimListMade]
                values = values.map { proven.contains($0.column) ? Assignment($0.column, .integer(number)) : $0 }
                return true
            }
        },
        Plant("after-instead-of-from", "rows are looked for one stamp too late: `>` for `>=`") {
            $0.reads = { query in query.predicate = query.predicate.oneLater }
        },
        Plant("ids-used-again", "a new row gets the number after the largest that is there") {
            $0.inserts = { table, values, inside in
                guard let id = table.idColumn, table.isOriginal, let largest = try inside.largest(id) else {
                    return true
                }
                values.append(Assignment(id, .integer(largest + 1)))
                return true
            }
        },
    ]

    private static func forgets(_ name: String, _ what: String, _ forgotten: Table) -> Plant {
        Plant(name, what) { $0.inserts = { table, _, _ in table != forgotten } }
    }
}

extension Assignment {
    /// Stamps of rows in pairs.
    fileprivate var halved: Assignment {
        guard column.isStamp, case .integer(let stamp) = value else { return self }
        return Assignment(column, .integer(stamp & ~1))
    }
}

extension Predicate {
    fileprivate var oneLater: Predicate {
        switch self {
        case .after(let column, let stamp) where column.isStamp && stamp < .max: .after(column, stamp + 1)
        case .and(let parts): .and(parts.map(\.oneLater))
        case .refersTo(let column, let table, let predicate): .refersTo(column, table, where: predicate.oneLater)
        default: self
        }
    }
}
