import JSONText
import SyncCore

/// A store whose verbs are timed.
///
/// `@unchecked Sendable`: a history is played by one thread.
final class MeasuredStore: Store, @unchecked Sendable {
    private let inner: any Store
    private let meter: Meter

    init(_ inner: any Store, _ meter: Meter) {
        self.inner = inner
        self.meter = meter
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try inner.write { transaction in
            let measured = MeasuredTransaction(transaction)
            try body(measured)
            if measured.changesLibrary {
                meter.writesCount += 1
                meter.inWrites += measured.times.costs
            } else {
                meter.inPulls += measured.times.costs
            }
        }
    }

    func snapshot() throws -> any StoreSnapshot { MeasuredSnapshot(try inner.snapshot(), meter) }

    func close() { inner.close() }
}

/// Costs that cursors add to after they were given away.
private final class Times {
    var costs = Meter.nothing
}

/// `@unchecked Sendable`: a history is played by one thread.
private final class MeasuredSnapshot: StoreSnapshot, @unchecked Sendable {
    private let inner: any StoreSnapshot
    private let meter: Meter
    private let times = Times()

    init(_ inner: any StoreSnapshot, _ meter: Meter) {
        self.inner = inner
        self.meter = meter
        meter.pullsCount += 1
    }

    deinit { meter.inPulls += times.costs }

    func rows(_ query: Query) throws -> any Cursor {
        let cursor = try times.costs.measure(query.table) { try inner.rows(query) }
        return MeasuredCursor(cursor, query.table, times)
    }

    func largest(_ column: Column) throws -> Int64? {
        try times.costs.measure(column.table) { try inner.largest(column) }
    }

    func close() { inner.close() }
}

private final class MeasuredTransaction: StoreTransaction {
    private let inner: any StoreTransaction
    let times = Times()
    private(set) var changesLibrary = false

    init(_ inner: any StoreTransaction) { self.inner = inner }

    func rows(_ query: Query) throws -> any Cursor {
        let cursor = try times.costs.measure(query.table) { try inner.rows(query) }
        return MeasuredCursor(cursor, query.table, times)
    }

    func largest(_ column: Column) throws -> Int64? {
        try times.costs.measure(column.table) { try inner.largest(column) }
    }

    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        changesLibrary = changesLibrary || table.isOfOriginal
        return try times.costs.measure(table, insertedRows: 1) { try inner.insert(table, values) }
    }

    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        changesLibrary = changesLibrary || table.isOfOriginal
        return try times.costs.measure(table) { try inner.update(table, where: predicate, set: values) }
    }

    func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        changesLibrary = changesLibrary || table.isOfOriginal
        return try times.costs.measure(table) { try inner.delete(table, where: predicate) }
    }
}

private final class MeasuredCursor: Cursor {
    private let inner: any Cursor
    private let table: Table
    private let times: Times

    init(_ inner: any Cursor, _ table: Table, _ times: Times) {
        self.inner = inner
        self.table = table
        self.times = times
    }

    func advance() throws -> Bool { try times.costs.measure(table) { try inner.advance() } }
    func integer(_ column: Int) -> Int64 { inner.integer(column) }
    func isNull(_ column: Int) -> Bool { inner.isNull(column) }
    func text(_ column: Int) -> String { inner.text(column) }
    func boolean(_ column: Int) -> Bool { inner.boolean(column) }
    func write(text column: Int, to writer: inout JSONWriter) { inner.write(text: column, to: &writer) }
    func close() { inner.close() }
}

extension Table {
    /// What the original has, too.
    var isOfOriginal: Bool { !name.hasPrefix("linkora_") }
}
