import SyncCore
import Synchronization

/// A disk that does not keep what it promised: halves of transactions stay, or the last one is gone after a crash.
final class PlantedStorage: Storage {
    private var memory: InMemoryStore
    private let seams: Seams
    private let beforeLastWrite: PreviousState

    init(idBase: Int64, _ seams: Seams) {
        memory = InMemoryStore(idBase: idBase)
        beforeLastWrite = PreviousState(memory)
        self.seams = seams
    }

    var store: any Store { UnreliableStore(memory, seams, beforeLastWrite) }

    func reopen() {
        memory = seams.forgetsLastWrite ? beforeLastWrite.state.withLock { $0 } : memory.reopened()
        beforeLastWrite.state.withLock { [memory] in $0 = memory.reopened() }
    }
}

private final class PreviousState: Sendable {
    let state: Mutex<InMemoryStore>

    init(_ memory: InMemoryStore) { state = Mutex(memory.reopened()) }
}

private final class UnreliableStore: Store {
    private let inner: InMemoryStore
    private let seams: Seams
    private let before: PreviousState

    init(_ inner: InMemoryStore, _ seams: Seams, _ before: PreviousState) {
        self.inner = inner
        self.seams = seams
        self.before = before
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        let previous = inner.reopened()
        var failure: (any Error)?
        try inner.write { transaction in
            do { try body(transaction) } catch {
                failure = error
                if !seams.keepsHalves { throw error }
            }
        }
        before.state.withLock { $0 = previous }
        if let failure { throw failure }
    }

    func snapshot() throws -> any StoreSnapshot { try inner.snapshot() }

    func close() { inner.close() }
}
