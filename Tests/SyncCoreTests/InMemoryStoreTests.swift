import SyncCore
import SyncTesting
import Testing

@Suite struct InMemoryStoreTests {
    @Test(arguments: StoreConformance.all) func keepsThePromise(_ promise: StoreConformance) throws {
        let store = ReopenedStore(idBase: 7_000)
        try promise.check(try StoreUnderTest(idBase: 7_000) { store.open() })
    }

    @Test func isStricterThanADatabase() throws {
        let store = InMemoryStore()
        let snapshot = try store.snapshot()
        let cursor = try snapshot.rows(Query(.folders))
        #expect(try !cursor.advance())
        snapshot.close()
        #expect(throws: StoreError.self) { try snapshot.rows(Query(.folders)) }
    }
}

/// An in-memory library that can be "opened again": what was closed stays refused.
private final class ReopenedStore {
    private var store: InMemoryStore

    init(idBase: Int64) { store = InMemoryStore(idBase: idBase) }

    func open() -> InMemoryStore {
        store = store.reopened()
        return store
    }
}
