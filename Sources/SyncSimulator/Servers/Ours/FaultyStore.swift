import SyncCore
import Synchronization

/// A store that can be told to fail, and to let the process die between any two of its steps. It also writes down what
/// was done to rows, as far as it was committed.
final class FaultyStore: Store {
    /// Thrown where the process died: nobody who catches it exists any more.
    struct ProcessDied: Error {}

    struct Faults: Sendable {
        var failure: StorageFailure?
        var stepsUntilDeath: Int?
        var isDead = false

        /// One storage step is about to be taken, or was.
        mutating func step() throws {
            if isDead { throw ProcessDied() }
            guard let steps = stepsUntilDeath else { return }
            stepsUntilDeath = steps - 1
            if steps <= 0 {
                isDead = true
                throw ProcessDied()
            }
        }

        func failWrites() throws {
            switch failure {
            case .fails: throw StoreError(.unavailable, "simulated")
            case .full: throw StoreError(.full, "simulated")
            case nil: break
            }
        }
    }

    private let inner: any Store
    private let faults = Mutex(Faults())
    private let deeds: Mutex<[StoreDeed]>
    private let openSnapshots = OpenSnapshots()

    /// - Parameter deeds: what was written down before a restart and not taken yet.
    init(_ inner: any Store, deeds: [StoreDeed] = []) {
        self.inner = inner
        self.deeds = Mutex(deeds)
    }

    var isDead: Bool { faults.withLock { $0.isDead } }

    func fail(_ failure: StorageFailure?) { faults.withLock { $0.failure = failure } }

    func die(afterSteps steps: Int?) { faults.withLock { $0.stepsUntilDeath = steps } }

    func takeDeeds() -> [StoreDeed] {
        deeds.withLock { deeds in
            defer { deeds = [] }
            return deeds
        }
    }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try step()
        try faults.withLock { try $0.failWrites() }
        var done: [StoreDeed] = []
        try inner.write { transaction in
            let recording = RecordingTransaction(transaction, self)
            try body(recording)
            try step()
            done = recording.deeds + [.committed]
        }
        deeds.withLock { $0 += done }
        try step()
    }

    func snapshot() throws -> any StoreSnapshot {
        try step()
        if faults.withLock({ $0.failure == .fails }) { throw StoreError(.unavailable, "simulated") }
        return CountedSnapshot(try inner.snapshot(), openSnapshots)
    }

    func close() { inner.close() }

    /// Of this process: what is never closed keeps a state in memory, or a log from being cut.
    var openSnapshotsCount: Int { openSnapshots.count.withLock { $0 } }

    fileprivate func step() throws { try faults.withLock { try $0.step() } }
}

private final class OpenSnapshots: Sendable {
    let count = Mutex(0)
}

/// A snapshot that is missed when nobody closes it.
private final class CountedSnapshot: StoreSnapshot {
    private let inner: any StoreSnapshot
    private let all: OpenSnapshots
    private let isOpen = Mutex(true)

    init(_ inner: any StoreSnapshot, _ all: OpenSnapshots) {
        self.inner = inner
        self.all = all
        all.count.withLock { $0 += 1 }
    }

    func rows(_ query: Query) throws -> any Cursor { try inner.rows(query) }

    func largest(_ column: Column) throws -> Int64? { try inner.largest(column) }

    func close() {
        inner.close()
        let wasOpen = isOpen.withLock { isOpen in
            defer { isOpen = false }
            return isOpen
        }
        if wasOpen { all.count.withLock { $0 -= 1 } }
    }
}

/// A transaction whose verbs are counted and written down.
private final class RecordingTransaction: StoreTransaction {
    private let inner: any StoreTransaction
    private let store: FaultyStore
    private(set) var deeds: [StoreDeed] = []
    private var stampsNoted: [Int64] = []

    init(_ inner: any StoreTransaction, _ store: FaultyStore) {
        self.inner = inner
        self.store = store
    }

    func rows(_ query: Query) throws -> any Cursor { try inner.rows(query) }

    func largest(_ column: Column) throws -> Int64? { try inner.largest(column) }

    func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        try store.step()
        let id = try inner.insert(table, values)
        if let kind = table.rowKind { deeds.append(.added(kind, id: id)) }
        noteStamp(values)
        return id
    }

    func update(_ table: Table, where predicate: Predicate, set values: [Assignment]) throws -> Int {
        try store.step()
        let count = try inner.update(table, where: predicate, set: values)
        if count > 0 { noteStamp(values) }
        return count
    }

    func delete(_ table: Table, where predicate: Predicate) throws -> Int {
        try store.step()
        if let kind = table.rowKind, let idColumn = table.idColumn {
            let places = table.places
            let query = Query(table, [idColumn] + places.map(\.column), where: predicate)
            deeds += try inner.all(query) { row in
                let lay = places.indices.compactMap { index in
                    row.optionalInteger(index + 1).map { RowKey(places[index].kind, $0) }
                }
                return .removed(kind, id: row.integer(0), from: lay)
            }
        }
        return try inner.delete(table, where: predicate)
    }

    private func noteStamp(_ values: [Assignment]) {
        for assignment in values where assignment.column.isStamp {
            if case .integer(let stamp) = assignment.value, !stampsNoted.contains(stamp) {
                stampsNoted.append(stamp)
                deeds.append(.stamped(stamp))
            }
        }
    }
}

extension Table {
    var rowKind: RowKind? {
        switch self {
        case .folders: .folder
        case .links: .link
        case .tags: .tag
        case .panels: .panel
        case .panelFolders: .panelFolder
        default: nil
        }
    }

    /// What its rows lie in.
    fileprivate var places: [(column: Column, kind: RowKind)] {
        switch self {
        case .folders: [(.folderParent, .folder)]
        case .links: [(.linkFolder, .folder)]
        case .panelFolders: [(.panelFolderPanel, .panel), (.panelFolderFolder, .folder)]
        default: []
        }
    }
}

extension Column {
    /// It tells when its row was written.
    var isStamp: Bool {
        switch self {
        case .folderStamp, .linkStamp, .tombstoneStamp, .panelStamp, .panelFolderStamp, .tagStamp: true
        default: false
        }
    }
}
