import Synchronization

/// A store that keeps its library in memory: the reference model that the databases are compared with, and the quick one
/// for tests and simulations.
///
/// It interprets queries as they stand and is stricter than a database: a write within a write, a snapshot used after its
/// end or a value of the wrong type is refused as ``StoreError/Code/mistaken``. A write copies the tables that it changes,
/// so it is made for libraries of thousands of rows, not of millions.
public final class InMemoryStore: Store {
    private struct State: Sendable {
        var committed: InMemoryLibrary
        var isWriting = false
        var isClosed = false
    }

    private let state: Mutex<State>

    /// An empty library whose tables number their rows from `idBase + 1` on.
    public init(idBase: Int64 = 0) { state = Mutex(State(committed: InMemoryLibrary(idBase: idBase))) }

    /// What a restart is to a database: a new store with what was committed here.
    /// - Parameter forgetsUndoneIds: ids that were handed out and undone may come again; some databases count on.
    public func reopened(forgetsUndoneIds: Bool = true) -> InMemoryStore {
        InMemoryStore(state.withLock { forgetsUndoneIds ? $0.committed.restarted : $0.committed })
    }

    private init(_ library: InMemoryLibrary) { state = Mutex(State(committed: library)) }

    public func write(_ body: (any StoreTransaction) throws -> Void) throws {
        let transaction = InMemoryTransaction(try beginWriting())
        do {
            try body(transaction)
            endWriting(committing: transaction.end())
        } catch {
            endWriting(abandoning: transaction.end())
            throw error
        }
    }

    public func snapshot() throws -> any StoreSnapshot {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError(.mistaken, "the store is closed") }
            return InMemorySnapshot(state.committed)
        }
    }

    public func close() { state.withLock { $0.isClosed = true } }

    private func beginWriting() throws -> InMemoryLibrary {
        try state.withLock { state in
            guard !state.isClosed else { throw StoreError(.mistaken, "the store is closed") }
            guard !state.isWriting else { throw StoreError(.mistaken, "two writes at once") }
            state.isWriting = true
            return state.committed
        }
    }

    private func endWriting(committing library: InMemoryLibrary) {
        state.withLock { state in
            state.committed = library
            state.isWriting = false
        }
    }

    /// Nothing of it stays but the numbers that it used.
    private func endWriting(abandoning library: InMemoryLibrary) {
        state.withLock { state in
            state.committed.usedIds = library.usedIds
            state.isWriting = false
        }
    }
}

/// One committed state of an in-memory store: simply a copy, which costs nothing until the next write.
final class InMemorySnapshot: StoreSnapshot {
    private let library: Mutex<InMemoryLibrary?>

    init(_ library: InMemoryLibrary) { self.library = Mutex(library) }

    func rows(_ query: Query) throws -> any Cursor {
        guard let library = library.withLock({ $0 }) else { throw StoreError(.mistaken, "the snapshot is closed") }
        return InMemoryCursor(try library.select(query), query)
    }

    func largest(_ column: Column) throws -> Int64? {
        guard let library = library.withLock({ $0 }) else { throw StoreError(.mistaken, "the snapshot is closed") }
        return library.largest(column)
    }

    func close() { library.withLock { $0 = nil } }
}

/// A transaction on a copy of the library.
final class InMemoryTransaction: StoreTransaction {
    private var library: InMemoryLibrary?

    init(_ library: InMemoryLibrary) { self.library = library }

    func rows(_ query: Query) throws -> any Cursor { InMemoryCursor(try open().select(query), query) }

    func largest(_ column: Column) throws -> Int64? { try open().largest(column) }

    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        try open()
        return try library?.insert(table, values) ?? 0
    }

    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        try open()
        return try library?.update(table, where: predicate, set: values) ?? 0
    }

    func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        try open()
        return try library?.delete(table, where: predicate) ?? 0
    }

    /// The library as it is now; the transaction can't be used afterwards.
    func end() -> InMemoryLibrary {
        defer { library = nil }
        return library!
    }

    @discardableResult private func open() throws -> InMemoryLibrary {
        guard let library else { throw StoreError(.mistaken, "the transaction is over") }
        return library
    }
}
