import SyncCore

/// A store whose verbs pass the seams of a planted bug on their way to the real one.
final class PlantedStore: Store {
    private let inner: any Store
    /// The same storage without faults.
    private let base: any Store
    private let seams: Seams

    init(_ inner: any Store, base: any Store, _ seams: Seams) {
        self.inner = inner
        self.base = base
        self.seams = seams
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        do {
            try inner.write { try body(PlantedTransaction($0, seams)) }
        } catch let error as StoreError where seams.swallowsFailures && error.code.isOfStorage {
            try rehearse(body)
        }
    }

    private struct Undone: Error {}

    /// The body sees itself succeed; nothing stays.
    private func rehearse(_ body: (any StoreTransaction) throws -> Void) throws {
        do {
            try base.write { transaction in
                try body(transaction)
                throw Undone()
            }
        } catch is Undone {}
    }

    func snapshot() throws -> any StoreSnapshot {
        let snapshot = try inner.snapshot()
        return seams.reads == nil ? snapshot : PlantedSnapshot(snapshot, seams)
    }

    func close() { inner.close() }
}

extension StoreError.Code {
    fileprivate var isOfStorage: Bool { self == .full || self == .unavailable }
}

private final class PlantedSnapshot: StoreSnapshot {
    private let inner: any StoreSnapshot
    private let seams: Seams

    init(_ inner: any StoreSnapshot, _ seams: Seams) {
        self.inner = inner
        self.seams = seams
    }

    func rows(_ query: Query) throws -> any Cursor {
        var query = query
        seams.reads?(&query)
        return try inner.rows(query)
    }

    func largest(_ column: Column) throws -> Int64? { try inner.largest(column) }

    func close() { inner.close() }
}

private final class PlantedTransaction: StoreTransaction {
    private let inner: any StoreTransaction
    private let seams: Seams

    init(_ inner: any StoreTransaction, _ seams: Seams) {
        self.inner = inner
        self.seams = seams
    }

    func rows(_ query: Query) throws -> any Cursor {
        var query = query
        seams.reads?(&query)
        return try inner.rows(query)
    }

    func largest(_ column: Column) throws -> Int64? { try inner.largest(column) }

    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        var values = values
        guard try seams.inserts?(table, &values, inner) ?? true else { return 0 }
        return try inner.insert(table, values)
    }

    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        var (predicate, values) = (predicate, values)
        guard seams.updates?(table, &predicate, &values) ?? true else { return 0 }
        return try inner.update(table, where: predicate, set: values)
    }

    func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        var predicate = predicate
        try seams.deletes?(table, &predicate, inner)
        return try inner.delete(table, where: predicate)
    }
}
