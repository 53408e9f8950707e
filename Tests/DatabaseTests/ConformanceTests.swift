import SQLStore
import SyncCore
import SyncTesting
import Testing

/// The promises of every store, kept by real servers.
@Suite struct ConformanceTests {
    @Test(arguments: DatabaseKind.allCases, StoreConformance.all)
    func keepsThePromise(_ kind: DatabaseKind, _ promise: StoreConformance) throws {
        try promise.check(try StoreUnderTest(idBase: 7_000, opened(kind)))
    }

    @Test(arguments: DatabaseKind.allCases, [1, 2, 3, 4] as [UInt64])
    func answersAsTheReferenceModelDoes(_ kind: DatabaseKind, seed: UInt64) throws {
        var model = InMemoryStore(idBase: 7_000)
        let left = try StoreUnderTest {
            model = model.reopened(forgetsUndoneIds: kind == .postgres)
            return model
        }
        var comparison = StoreComparison(left, try StoreUnderTest(opened(kind)), seed: seed)
        try comparison.run(verbs: 3_000)
        #expect(comparison.comparedCount >= 3_000)
        #expect(comparison.refusedCount < comparison.comparedCount / 2)
    }

    /// Opens a database of its own; the store that was opened before has closed its connections.
    private func opened(_ kind: DatabaseKind) throws -> () throws -> any Store {
        let database = try kind.shared.newDatabase()
        var base: Int64 = 7_000
        return {
            defer { base = 9_000 }
            return try database.open(idBase: base).store
        }
    }
}
