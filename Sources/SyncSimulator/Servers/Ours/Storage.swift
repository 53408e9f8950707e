import SQLiteDriver
public import SyncCore
import SyncTesting

/// What outlives the process of a server.
public protocol Storage: AnyObject {
    var store: any Store { get }
    /// The old process is gone, a new one opens what it left.
    func reopen() throws
}

/// The quick one.
final class MemoryStorage: Storage {
    private var memory: InMemoryStore
    private let forgetsUndoneIds: Bool

    /// - Parameter forgetsUndoneIds: see ``InMemoryStore/reopened(forgetsUndoneIds:)``.
    init(idBase: Int64, forgetsUndoneIds: Bool = true) {
        memory = InMemoryStore(idBase: idBase)
        self.forgetsUndoneIds = forgetsUndoneIds
    }

    var store: any Store { memory }

    func reopen() { memory = memory.reopened(forgetsUndoneIds: forgetsUndoneIds) }
}

/// A real database in a folder of its own.
final class SQLiteStorage: Storage {
    private let folder: TemporaryFolder
    private let idBase: Int64
    private var database: SQLiteDatabase

    init(idBase: Int64) throws {
        folder = try TemporaryFolder()
        self.idBase = idBase
        database = try SQLiteDatabase.open(path: folder.file("linkora.db"), idBase: idBase)
    }

    var store: any Store { database.store }

    func reopen() throws {
        database.close()
        database = try SQLiteDatabase.open(path: folder.file("linkora.db"), idBase: idBase)
    }

    deinit { database.close() }
}
