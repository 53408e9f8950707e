import SQLStore
import SyncCore
import SyncTesting
import Testing

@testable import SyncSimulator

/// Histories of model apps under faults, on the in-memory store and on a database server: all that is said is the same.
@Suite struct HistoriesTests {
    /// How many are compared on each kind; `LINKORA_DATABASE_HISTORIES` for more.
    private static let seeds = 1...UInt64(Environment.number("LINKORA_DATABASE_HISTORIES") ?? 12)

    @Test(arguments: DatabaseKind.allCases) func everyAnswerIsThatOfTheReferenceModel(_ kind: DatabaseKind) throws {
        var lines = 0
        // Among them one in which a query without an order once showed which database it was.
        for seed in Array(Self.seeds) + [48] {
            let history = History(seed: seed)
            let memory = MemoryStorage(idBase: World.idBase, forgetsUndoneIds: kind == .postgres)
            let wanted = try Simulation.play(history, on: memory, keepsScript: true)
            let storage = try ServerStorage(kind.shared.newDatabase(), idBase: World.idBase)
            let found = try Simulation.play(history, on: storage, keepsScript: true)
            let difference = zip(found.script, wanted.script).first { $0 != $1 }
            #expect(difference == nil, "seed \(seed)")
            #expect(found.script.count == wanted.script.count, "seed \(seed)")
            lines += found.script.count
        }
        print("\(kind): \(Self.seeds.count) histories, \(lines) lines of script are those of the reference model")
        #expect(lines > 100 * Self.seeds.count)
    }
}

/// A database on a server, opened anew when the simulated process is.
private final class ServerStorage: Storage {
    private let database: DatabaseOfTest
    private let idBase: Int64
    private var library: NetworkDatabase

    init(_ database: DatabaseOfTest, idBase: Int64) throws {
        self.database = database
        self.idBase = idBase
        library = try database.open(idBase: idBase)
    }

    var store: any Store { library.store }

    func reopen() throws {
        library.close()
        library = try database.open(idBase: idBase)
    }

    deinit { library.close() }
}
