import Testing

@testable import AppModels

@Suite("Pulls, PROTOCOL 5.3, 5.4, 6")
struct PullTests {
    @Test func theFirstSyncPullsDialsAndPushesAllInOrder() throws {
        let stage = Stage(.v0_19)
        stage.app.perform(.addPanel(name: "p"), nowSeconds: 3)
        stage.app.perform(.createFolder(name: "f", note: "", parent: nil), nowSeconds: 4)
        stage.app.perform(
            .createLink(kind: .folder, folder: 1, url: "https://a.example.org/", title: "l", note: "", tags: []),
            nowSeconds: 5)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 6)
        stage.app.perform(.addFolderToPanel(folder: 1, panel: 1), nowSeconds: 7)
        #expect(stage.waiting.isEmpty && stage.app.queue.isEmpty)

        stage.app.connect(nowSeconds: 10)
        let pull = try stage.request("/GET_UPDATES")
        #expect(pull.query.map { "\($0.name)=\($0.value)" } == ["eventTimestamp=0"])
        #expect(stage.app.takeDials() == 0)
        stage.app.receive(
            .answered(status: 200, body: Array(Stage.emptyUpdates.utf8)), for: pull.ticket, nowSeconds: 10)
        stage.run()
        #expect(stage.app.takeDials() == 1)
        #expect(
            stage.app.queue.map { $0.operation } == [
                .createFolder, .createTag, .createLink, .addPanel, .addFolderInPanel,
            ])

        #expect(try stage.answer("/CREATE_FOLDER", stage.newItem(101, 50)).contains(#""offlineSyncItemId":1"#))
        try stage.answer("/CREATE_TAG", stage.newItem(102, 51))
        #expect(try stage.answer("/CREATE_A_NEW_LINK", stage.newItem(103, 52)).contains(#""idOfLinkedFolder":101"#))
        try stage.answer("/ADD_A_NEW_PANEL", stage.newItem(104, 53))
        #expect(
            try stage.answer("/ADD_A_NEW_FOLDER_IN_A_PANEL", stage.newItem(105, 54)).contains(
                #""connectedPanelId":104"#))
        #expect(stage.app.queue.isEmpty)
        #expect(stage.app.watermark == 54)
        #expect(stage.app.library.panelFolders.map { $0.remoteId } == [105])
        #expect(stage.app.isIdle)
    }

    @Test func aFirstSyncWhosePullFailsPushesNothing() throws {
        let stage = Stage(.v0_19)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 6)
        stage.app.connect(nowSeconds: 10)
        try stage.answer("/GET_UPDATES", "Internal error", status: 500)
        #expect(stage.app.queue.isEmpty && stage.waiting.isEmpty)
        #expect(stage.app.takeDials() == 0)
    }

    @Test func aStartDialsTestsAndThenDoesThreeThingsAtOnce() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900))
        stage.app.perform(.createTag(name: "t"), nowSeconds: 6)
        try stage.lose("/CREATE_TAG")
        stage.app.kill()
        stage.app.start(nowSeconds: 10)
        #expect(stage.app.takeDials() == 1)
        #expect(stage.waiting == ["/TEST_BEARER"])
        try stage.answer("/TEST_BEARER")
        #expect(stage.waiting == ["/CREATE_TAG", "/GET_TOMBSTONES", "/GET_UPDATES"])
        #expect(try stage.request("/GET_TOMBSTONES").query.map { $0.value } == ["900"])
    }

    @Test func eachPullReadsTheWatermarkWhenItBegins() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.start(nowSeconds: 10)
        stage.app.socketOpened()
        let test = try stage.request("/TEST_BEARER")
        stage.app.receive(.answered(status: 204, body: []), for: test.ticket, nowSeconds: 10)
        stage.app.step(try #require(stage.app.runnable.first), nowSeconds: 10)
        let begun = stage.app.runnable
        #expect(begun.count == 3)
        stage.app.step(begun[1], nowSeconds: 10)
        stage.arrive("CREATE_FOLDER", Payload.folder(70, "a", 900))
        while stage.app.watermark == 0 { stage.app.step(try #require(stage.app.runnable.last), nowSeconds: 10) }
        stage.run()
        #expect(try stage.request("/GET_TOMBSTONES").query.map { $0.value } == ["0"])
        #expect(try stage.request("/GET_UPDATES").query.map { $0.value } == ["900"])
    }

    @Test func aTokenThatIsNotGoodEndsTheStart() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.start(nowSeconds: 10)
        try stage.answer("/TEST_BEARER", "Invalid token.", status: 401)
        #expect(stage.waiting.isEmpty && stage.app.isIdle)
    }

    @Test func aManualSyncAsksFromTheWatermarkAndForNoTombstones() throws {
        let stage = try Stage.connected(.v0_15_2)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 900))
        stage.app.manualSync(nowSeconds: 10)
        #expect(try stage.request("/GET_UPDATES").query.map { $0.value } == ["900"])
        #expect(stage.waiting.isEmpty)
    }

    @Test func aFolderRowIsIdempotentAndAnUnknownParentMakesARoot() throws {
        let stage = try Stage.connected(.v0_19)
        let rows = [Payload.folder(1, "a", 10), Payload.folder(2, "b", in: 1, 20)]
        try stage.start(updates: Payload.updates(folders: rows))
        try stage.start(updates: Payload.updates(folders: rows))
        #expect(stage.app.library.folders.map { $0.parentFolderId } == [nil, 1])
        try stage.start(updates: Payload.updates(folders: [Payload.folder(2, "b", in: 9, 30)]))
        #expect(stage.app.library.folders.map { $0.parentFolderId } == [nil, nil])
    }

    @Test func anEventBetweenLookAndInsertionDoublesAFolder() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.start(nowSeconds: 1)
        stage.app.socketOpened()
        try stage.answer("/TEST_BEARER")
        try stage.answer("/GET_UPDATES", Payload.updates(folders: [Payload.folder(1, "a", 10)]), thenRun: false)
        let pull = try #require(stage.app.runnable.first)
        stage.app.step(pull, nowSeconds: 1)  // the answer
        stage.app.step(pull, nowSeconds: 1)  // the look
        #expect(stage.app.library.folders.isEmpty)
        stage.arrive("CREATE_FOLDER", Payload.folder(1, "a", 10))
        let collector = try #require(stage.app.runnable.last)
        while stage.app.runnable.contains(collector) { stage.app.step(collector, nowSeconds: 1) }
        #expect(stage.app.library.folders.map { $0.remoteId } == [1])
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == [1, 1])
    }

    @Test func linksAreCreatedOrUpdatedByRemoteId() throws {
        let stage = try Stage.connected(.v0_19)
        let row = Payload.link(80, "https://a.example.org/", .saved, in: -2, 20)
        try stage.start(updates: Payload.updates(links: [row]))
        #expect(stage.app.library.links.map { $0.idOfLinkedFolder } == [nil])
        try stage.start(updates: Payload.updates(links: [row]))
        #expect(stage.app.library.links.map { $0.idOfLinkedFolder } == [-2])
    }

    @Test func linksAndPanelsGoOnBesideEachOther() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.manualSync(nowSeconds: 1)
        try stage.answer(
            "/GET_UPDATES",
            Payload.updates(
                links: [Payload.link(80, "https://a.example.org/", .saved, 20)],
                panels: [#"{"panelId":4,"panelName":"p","eventTimestamp":40}"#]), thenRun: false)
        while stage.app.runnable.count < 2 {
            stage.app.step(try #require(stage.app.runnable.first), nowSeconds: 1)
        }
        let panels = try #require(stage.app.runnable.last)
        while stage.app.watermark == 0 { stage.app.step(panels, nowSeconds: 1) }
        #expect(stage.app.library.panels.count == 1 && stage.app.library.links.isEmpty)
        stage.run()
        #expect(stage.app.library.links.count == 1)
        #expect(stage.app.takeDials() == 1)
    }

    @Test func aKnownPanelFolderIsPassedOverAndOneWithoutItsFolderDropped() throws {
        let stage = try Stage.connected(.v0_19)
        func entry(_ id: Int64, _ folder: Int64, _ seconds: Int64) -> String {
            #"{"id":\#(id),"folderId":\#(folder),"panelPosition":0,"folderName":"a","connectedPanelId":4,"eventTimestamp":\#(seconds)}"#
        }
        let panel = #"{"panelId":4,"panelName":"p","eventTimestamp":40}"#
        try stage.start(
            updates: Payload.updates(
                folders: [Payload.folder(1, "a", 10)], panels: [panel],
                panelFolders: [entry(5, 1, 50), entry(5, 1, 60), entry(6, 99, 70)]))
        #expect(stage.app.library.panelFolders.map { $0.remoteId } == [5])
        #expect(stage.app.watermark == 50)
    }

    @Test(arguments: Generation.allCases)
    func oneBadRowAndNothingIsApplied(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        let bad = Payload.link(80, "https://a.example.org/", .saved, 20).replacing("SAVED_LINK", with: "OTHER")
        try stage.start(updates: Payload.updates(folders: [Payload.folder(1, "a", 10)], links: [bad]))
        #expect(stage.app.library.folders.isEmpty)
        #expect(stage.app.watermark == 0)
        #expect(stage.app.problems.count == 1)
    }

    @Test(arguments: Generation.allCases)
    func sixListsAreNeededSince014(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        let four = #"{"links":[],"folders":[\#(Payload.folder(1, "a", 10))],"panels":[],"panelFolders":[]}"#
        try stage.start(updates: four)
        #expect(stage.app.library.folders.count == (generation >= .v0_14 ? 0 : 1))
    }
}
