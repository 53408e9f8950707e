import SyncCore
import SyncTesting

/// What was done to each table, and how long it took.
///
/// Not to be shared between threads; a history is played by one.
final class Meter {
    struct Cost {
        var insertedRows = 0
        var nanoseconds: UInt64 = 0
    }

    /// By ``Table/rawValue``.
    typealias Costs = [Cost]

    static let nothing: Costs = Table.allCases.map { _ in Cost() }

    /// Transactions that changed the library itself.
    var writesCount = 0
    var inWrites = Meter.nothing
    /// What pulls read, and what they have written down; devices that come and go, too.
    var pullsCount = 0
    var inPulls = Meter.nothing
}

extension Meter.Costs {
    /// Times what is done to a table.
    mutating func measure<Answer>(_ table: Table, insertedRows: Int = 0, _ body: () throws -> Answer) rethrows -> Answer
    {
        let began = MonotonicClock.nanoseconds
        defer {
            self[table.rawValue].insertedRows += insertedRows
            self[table.rawValue].nanoseconds += UInt64(MonotonicClock.nanoseconds - began)
        }
        return try body()
    }

    static func += (left: inout Self, right: Self) {
        for place in left.indices {
            left[place].insertedRows += right[place].insertedRows
            left[place].nanoseconds += right[place].nanoseconds
        }
    }
}
