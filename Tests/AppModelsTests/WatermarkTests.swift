import Testing

@testable import AppModels

@Suite("The watermark, PROTOCOL 5.5")
struct WatermarkTests {
    private static let growing: [Generation] = [.v0_16, .v0_19]
    private static let overwritten: [Generation] = [.v0_11, .v0_13_7, .v0_14, .v0_15_2]

    @Test(arguments: growing)
    func growsOnly(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900))
        #expect(stage.app.watermark == 900)
        try stage.perform(.createFolder(name: "b", note: "", parent: nil), "/CREATE_FOLDER", stage.newItem(71, 400))
        #expect(stage.app.watermark == 900)
    }

    @Test(arguments: overwritten)
    func isOverwrittenAndMayGoBack(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900))
        try stage.perform(.createFolder(name: "b", note: "", parent: nil), "/CREATE_FOLDER", stage.newItem(71, 400))
        #expect(stage.app.watermark == 400)
    }

    @Test(arguments: Generation.allCases)
    func anEchoMovesItAndChangesNothing(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900, from: Stage.ownCorrelation))
        #expect(stage.app.watermark == 900)
        #expect(stage.app.library.folders.isEmpty)
    }

    @Test(arguments: Generation.allCases)
    func anUnknownIdDoesNotMoveIt(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("DELETE_A_LINK", Payload.id(12, 900))
        stage.event("DELETE_FOLDER", Payload.id(12, 901))
        #expect(stage.app.watermark == 0)
        #expect(stage.app.isSocketOpen)
    }

    @Test func emptyListsDoNotMoveIt() throws {
        let stage = try Stage.connected(.v0_19)
        try stage.start()
        #expect(stage.app.watermark == 0)
    }

    @Test func rowsOfAPullMoveItOneByOne() throws {
        let stage = try Stage.connected(.v0_19)
        try stage.start(
            updates: Payload.updates(
                folders: [Payload.folder(1, "a", 10), Payload.folder(2, "b", 20)],
                links: [Payload.link(3, "https://a.example.org/", in: 1, 50)],
                panels: [#"{"panelId":4,"panelName":"p","eventTimestamp":40}"#],
                tags: [Payload.tag(5, "t", 35), Payload.tag(6, "u", 30)]))
        #expect(stage.app.watermark == 50)
    }

    @Test func tagsMoveItToTheirMaximum() throws {
        let stage = try Stage.connected(.v0_15_2)
        try stage.start(updates: Payload.updates(tags: [Payload.tag(5, "t", 35), Payload.tag(6, "u", 30)]))
        #expect(stage.app.watermark == 35)
    }

    @Test func anOwnDeletedTagMovesItThroughTheEchoOnly() throws {
        let stage = try Stage.connected(.v0_19)
        try stage.perform(.createTag(name: "t"), "/CREATE_TAG", stage.newItem(8, 100))
        try stage.perform(.deleteTag(1), "/DELETE_TAG", stage.stamp(200))
        #expect(stage.app.watermark == 100)
        stage.event("DELETE_TAG", Payload.id(8, 200, from: Stage.ownCorrelation))
        #expect(stage.app.watermark == 200)
        #expect(stage.app.problems.isEmpty)
    }

    @Test func aKillBetweenRowAndWatermarkKeepsTheRowOnly() throws {
        let stage = try Stage.connected(.v0_19)
        stage.arrive("CREATE_FOLDER", Payload.folder(70, "a", 900))
        while stage.app.library.folders.isEmpty {
            stage.app.step(try #require(stage.app.runnable.first), nowSeconds: 0)
        }
        stage.app.kill()
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == [70])
        #expect(stage.app.watermark == 0)
        #expect(!stage.app.isRunning)
    }

    @Test(arguments: Generation.allCases)
    func aMissingCorrelationIsTheOwnUpTo016(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900, from: nil))
        #expect(stage.app.watermark == 900)
        #expect(stage.app.library.folders.count == (generation == .v0_19 ? 1 : 0))
    }

    @Test(arguments: Generation.allCases)
    func aNullCorrelationThrowsUpTo016(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900, from: "null"))
        #expect(stage.app.library.folders.count == (generation == .v0_19 ? 1 : 0))
        #expect(stage.app.isSocketOpen == (generation == .v0_19))
    }
}
