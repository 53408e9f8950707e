import SyncCore
import Testing

@testable import SyncSimulator

struct FaultyStoreTests {
    private static let row = [
        Assignment(.panelName, .text("p")), Assignment(.panelStamp, .integer(7)),
    ]

    private func panels(_ store: any Store) throws -> Int {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try snapshot.all(Query(.panels)) { _ in 0 }.count
    }

    @Test func whatIsCommittedIsWrittenDown() throws {
        let store = FaultyStore(InMemoryStore())
        try store.write { try $0.insert(.panels, Self.row) }
        try? store.write { transaction in
            try transaction.insert(.panels, Self.row)
            throw StoreError(.mistaken, "undone")
        }
        #expect(store.takeDeeds() == [.added(.panel, id: 1), .stamped(7), .committed])
        #expect(store.takeDeeds().isEmpty)
    }

    @Test func aDeathBetweenAnyTwoStepsLeavesAllOrNothing() throws {
        var counts: Set<Int> = []
        for steps in 0..<12 {
            let memory = InMemoryStore()
            let store = FaultyStore(memory)
            store.die(afterSteps: steps)
            #expect(throws: (any Error).self) {
                for _ in 0..<3 {
                    try store.write { transaction in
                        try transaction.insert(.panels, Self.row)
                        try transaction.insert(.panels, Self.row)
                    }
                }
            }
            #expect(store.isDead)
            #expect(throws: FaultyStore.ProcessDied.self) { try store.snapshot() }
            counts.insert(try panels(memory.reopened()))
        }
        #expect(counts == [0, 2, 4])
    }

    @Test func aFullStorageReadsAndDoesNotWrite() throws {
        let store = FaultyStore(InMemoryStore())
        store.fail(.full)
        #expect(throws: StoreError.self) { try store.write { try $0.insert(.panels, Self.row) } }
        #expect(try panels(store) == 0)
        store.fail(nil)
        try store.write { try $0.insert(.panels, Self.row) }
        #expect(try panels(store) == 1)
    }

    @Test func aSnapshotThatIsNotClosedIsMissed() throws {
        let store = FaultyStore(InMemoryStore())
        let first = try store.snapshot()
        let second = try store.snapshot()
        #expect(store.openSnapshotsCount == 2)
        first.close()
        first.close()
        #expect(store.openSnapshotsCount == 1)
        second.close()
        #expect(store.openSnapshotsCount == 0)
    }
}
