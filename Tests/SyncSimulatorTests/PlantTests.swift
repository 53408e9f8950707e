import JSONText
import SyncCore
import SyncModel
import Testing

@testable import SyncSimulator

/// Bugs are planted where they say, and the quick ones are found here; the whole list is hunted in a release build.
struct PlantTests {
    @Test func thereAreThirtyAndEachHasAName() {
        #expect(Plant.all.count >= 30)
        #expect(Set(Plant.all.map(\.name)).count == Plant.all.count)
        #expect(Set(Plant.all.map(\.what)).count == Plant.all.count)
        #expect(Plant(named: "event-doubled") != nil)
        #expect(Plant(named: "nothing-of-the-kind") == nil)
    }

    @Test func withoutABugNothingIsTouched() {
        let seams = Seams()
        #expect(!seams.touchVerbs && !seams.touchBodies && seams.frames == nil && seams.door == nil)
        #expect(seams.listsWait && !seams.pingsAreEnough && !seams.takesRowsForApplied)
    }

    @Test(
        arguments: [
            ("once-only-forgotten", Guarantee.nothingDoubled), ("dropped-tombstone", .nothingSkipped),
            ("tags-of-links-not-stored", .nothingSkipped), ("event-doubled", .nothingDoubled),
            ("children-before-parents", .treeStaysTree), ("late-edit-refused", .nothingWedges),
            ("failure-answered-with-200", .durable), ("number-vouches-too-far", .nothingSkipped),
            ("never-at-rest", .nothingWedges),
        ])
    func quickOnesAreFound(_ name: String, _ guarantee: Guarantee) throws {
        let plant = try #require(Plant(named: name))
        let finding = try PlantHunt(from: 1, historiesMax: 60, HistoryOptions()).hunt(plant)
        #expect(finding.broken.contains(guarantee), "\(Report.text(of: finding))")
    }

    @Test func whatIsFoundIsSoundWithoutTheBug() throws {
        let plant = try #require(Plant(named: "children-before-parents"))
        let finding = try PlantHunt(from: 1, historiesMax: 60, HistoryOptions()).hunt(plant)
        let seed = try #require(finding.seed)
        #expect(try Simulation.play(History(seed: seed)).isSound)
        var options = HistoryOptions()
        options.plant = plant
        #expect(try !Simulation.play(History(seed: seed, options)).isSound)
    }

    // MARK: Seams

    private static let row = [Assignment(.panelName, .text("p")), Assignment(.panelStamp, .integer(7))]

    private func panels(_ store: any Store) throws -> Int {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try snapshot.all(Query(.panels)) { _ in 0 }.count
    }

    @Test func rowsAreLeftOutWhereTheSeamSaysSo() throws {
        let memory = InMemoryStore()
        var seams = Seams()
        seams.inserts = { table, _, _ in table != .panels }
        let store = PlantedStore(memory, base: memory, seams)
        try store.write { _ = try $0.insert(.panels, Self.row) }
        #expect(try panels(store) == 0)
    }

    @Test func aTransactionThatCannotBeWrittenSeemsWritten() throws {
        let memory = InMemoryStore()
        let faulty = FaultyStore(memory)
        faulty.fail(.full)
        var seams = Seams()
        seams.swallowsFailures = true
        let store = PlantedStore(faulty, base: memory, seams)
        try store.write { _ = try $0.insert(.panels, Self.row) }
        #expect(try panels(memory) == 0)
    }

    @Test func halvesStayAndTheLastWriteIsLost() throws {
        var seams = Seams()
        seams.keepsHalves = true
        seams.forgetsLastWrite = true
        let storage = PlantedStorage(idBase: 0, seams)
        try? storage.store.write { transaction in
            _ = try transaction.insert(.panels, Self.row)
            throw StoreError(.mistaken, "in the middle")
        }
        #expect(try panels(storage.store) == 1)
        try storage.store.write { _ = try $0.insert(.panels, Self.row) }
        #expect(try panels(storage.store) == 2)
        storage.reopen()
        #expect(try panels(storage.store) == 1)
    }

    @Test func requestsAndAnswersAreChangedOnTheirWay() throws {
        var seams = Seams()
        seams.requests = { asked in
            asked.body = .object([JSONMember("eventTimestamp", .integer(asked.nowSeconds))])
            return asked.operation == .renameTag ? 409 : nil
        }
        seams.answers = { $0.status = 418 }
        var wire = PlantedWire(seams)
        let request = ServerRequest(
            ticket: 1, token: .shared, address: "", method: "POST", path: "/RENAME_TAG", query: [],
            body: Array("{}".utf8))
        let (changed, refusal) = wire.arriving(request, nowSeconds: 9)
        #expect(changed.body == Array("{\"eventTimestamp\":9}".utf8))
        #expect(refusal == 409)
        let said = wire.leaving([.answer(ticket: 1, status: 200, body: [])], lastStamp: 0, InMemoryStore())
        guard case .answer(1, 418, _)? = said.first else {
            Issue.record("another answer left: \(said)")
            return
        }
    }
}
