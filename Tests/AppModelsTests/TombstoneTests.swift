import Testing

@testable import AppModels

@Suite("The list of tombstones, PROTOCOL 5.4")
struct TombstoneTests {
    @Test func anUnknownTagEndsTheListOfTombstones() throws {
        let stage = try Stage.connected(.v0_19)
        try stage.start(
            updates: Payload.updates(folders: [Payload.folder(1, "a", 10), Payload.folder(2, "b", 11)]))
        let list = [
            Payload.tombstone("DELETE_FOLDER", Payload.id(1, 20), at: 20),
            Payload.tombstone("DELETE_TAG", Payload.id(9, 21), at: 21),
            Payload.tombstone("DELETE_FOLDER", Payload.id(2, 22), at: 22),
        ].joined(separator: ",")
        for _ in 0..<2 {
            try stage.start(tombstones: "[\(list)]")
            #expect(stage.app.library.folders.map { $0.remoteId } == [2])
            #expect(stage.app.watermark == 20)
        }
        #expect(stage.app.problems.count == 2)
    }

    @Test func anyOperationMayStandInTheListAndACopyPullsWithinIt() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.start(nowSeconds: 1)
        try stage.answer("/TEST_BEARER")
        let list = [
            Payload.tombstone("COPY_EXISTING_ITEMS", Payload.stampOnly(300), at: 300),
            Payload.tombstone("DELETE_TAG", Payload.id(9, 301), at: 301),
        ].joined(separator: ",")
        try stage.lose("/GET_UPDATES")
        try stage.answer("/GET_TOMBSTONES", "[\(list)]")
        let nested = try stage.request("/GET_UPDATES")
        #expect(nested.query.map { $0.value } == ["299"])
        let updates = Payload.updates(tags: [Payload.tag(9, "t", 290)])
        stage.app.receive(.answered(status: 200, body: Array(updates.utf8)), for: nested.ticket, nowSeconds: 1)
        stage.run()
        #expect(stage.app.library.tags.isEmpty && stage.app.problems.isEmpty)
        #expect(stage.app.watermark == 301)
    }
}
