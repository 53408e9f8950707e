import SQLStore
import SQLiteDriver
import SyncCore
import SyncTesting
import Testing

@Suite struct SQLiteStoreTests {
    @Test(arguments: StoreConformance.all) func keepsThePromise(_ promise: StoreConformance) throws {
        let folder = TemporaryFolder()
        try promise.check(try StoreUnderTest(idBase: 7_000, opened(folder)))
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func answersAsTheReferenceModelDoes(seed: UInt64) throws {
        let folder = TemporaryFolder()
        let model = ReopenedModel()
        var comparison = StoreComparison(
            try StoreUnderTest { model.open() }, try StoreUnderTest(opened(folder)), seed: seed)
        try comparison.run(verbs: 3_000)
        #expect(comparison.comparedCount >= 3_000)
        #expect(comparison.refusedCount < comparison.comparedCount / 2)
    }

    /// Opens the file of a folder; the database that was opened before was closed by its store.
    private func opened(_ folder: TemporaryFolder) -> () throws -> any Store {
        var last: SQLiteDatabase?
        return {
            last?.close()
            let database = try SQLiteDatabase.open(path: folder.path + "/links.db", idBase: last == nil ? 7_000 : 9_000)
            last = database
            return database.store
        }
    }
}

private final class ReopenedModel {
    private var store = InMemoryStore(idBase: 7_000)

    func open() -> InMemoryStore {
        store = store.reopened()
        return store
    }
}
