import Testing

@testable import AppModels

@Suite("The pending queue, PROTOCOL 5.6")
struct QueueTests {
    /// Edits that name a local id and are mapped when they are pushed.
    private static let edits: [(UserAction, String, Generation)] = [
        (.renameFolder(1, to: "g"), "/UPDATE_FOLDER", .v0_14),
        (.renameFolder(1, to: "g"), "/UPDATE_FOLDER_NAME", .v0_13_7),
        (.changeFolderNote(1, to: "m"), "/UPDATE_FOLDER_NOTE", .v0_11),
        (.deleteFolderNote(1), "/DELETE_FOLDER_NOTE", .v0_19),
        (.archiveFolder(1), "/MARK_FOLDER_AS_ARCHIVE", .v0_19),
        (.unarchiveFolder(1), "/MARK_AS_REGULAR_FOLDER", .v0_16),
        (.moveToRoot(folders: [1]), "/MARK_FOLDERS_AS_ROOT", .v0_19),
        (.editLinkTitle(1, to: "m"), "/UPDATE_LINK_TITLE", .v0_14),
        (.editLinkNote(1, to: "m"), "/UPDATE_LINK_NOTE", .v0_19),
        (.editLink(1, title: "m", url: "https://b.example.org/", note: "", tags: []), "/UPDATE_LINK", .v0_19),
        (.unarchiveLink(1), "/UPDATE_LINK", .v0_11),
        (.archiveLink(1), "/ARCHIVE_LINK", .v0_19),
        (.renamePanel(1, to: "q"), "/UPDATE_A_PANEL_NAME", .v0_19),
        (.renameTag(1, to: "u"), "/RENAME_TAG", .v0_14),
        (.archiveItems(links: [1], folders: [1]), "/ARCHIVE_MULTIPLE_ITEMS", .v0_19),
        (.unarchiveItems(links: [1], folders: [1]), "/UNARCHIVE_MULTIPLE_ITEMS", .v0_14),
        (.deleteLink(1), "/DELETE_A_LINK", .v0_11),
        (.deleteFolder(1), "/DELETE_FOLDER", .v0_15_2),
        (.deletePanel(1), "/DELETE_A_PANEL", .v0_19),
        (.deleteTag(1), "/DELETE_TAG", .v0_19),
        (.deleteItems(links: [1], folders: [1]), "/DELETE_MULTIPLE_ITEMS", .v0_19),
        (.forceSetDefaultFolders, "/FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS", .v0_19),
    ]

    @Test(arguments: edits)
    func aFailureEntersIsTriedAgainAndLeavesOnSuccess(
        _ action: UserAction, _ path: String, _ generation: Generation
    ) throws {
        let stage = try Stage.filled(generation)
        stage.nowSeconds = 7_000
        stage.app.perform(action, nowSeconds: 7_000)
        try stage.answer(path, "no", status: 500)
        #expect(stage.app.queue.count == 1)
        stage.nowSeconds = 9_000
        try stage.reopen()
        try stage.lose(path)
        #expect(stage.app.queue.count == 1)
        try stage.reopen()
        let body = try stage.answer(path, stage.stamp(500))
        #expect(body.contains(":10") || body.contains("[10") || body.isEmpty, "remote ids are 101 to 104: \(body)")
        #expect(body.contains(#""eventTimestamp":7000"#) || body.isEmpty, "the time is frozen: \(body)")
        #expect(stage.app.queue.isEmpty)
        #expect(stage.app.watermark == 500)
        #expect(stage.app.problems.isEmpty)
    }

    @Test(arguments: Generation.allCases)
    func anUndecodableSuccessIsAFailure(_ generation: Generation) throws {
        let stage = try Stage.filled(generation)
        stage.app.perform(.archiveFolder(1), nowSeconds: 5)
        try stage.answer("/MARK_FOLDER_AS_ARCHIVE", #"{"message":"no stamp"}"#)
        #expect(stage.app.queue.count == 1)
    }

    @Test func aCreationIsReplayedWithItsLocalIdAndTheSameTime() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createFolder(name: "f", note: "", parent: nil), nowSeconds: 77)
        let online = try stage.lose("/CREATE_FOLDER")
        #expect(online.contains(#""offlineSyncItemId":0"#) && online.contains(#""eventTimestamp":77"#))
        try stage.reopen()
        let replay = try stage.answer("/CREATE_FOLDER", stage.newItem(101, 500))
        #expect(replay == online.replacing(#""offlineSyncItemId":0"#, with: #""offlineSyncItemId":1"#))
        #expect(stage.app.library.folders[0].remoteId == 101)
        #expect(stage.app.queue.isEmpty)
    }

    @Test func pushEverythingQueuesACreationTwice() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 77)
        try stage.lose("/CREATE_TAG")
        stage.app.manualSync(nowSeconds: 78)
        try stage.answer("/GET_UPDATES", Stage.emptyUpdates)
        try stage.answer("/CREATE_TAG", stage.newItem(1, 500))
        try stage.answer("/CREATE_TAG", stage.newItem(2, 501))
        #expect(stage.app.library.tags.map { $0.remoteId } == [2])
        #expect(stage.app.queue.isEmpty)
    }

    @Test func aCreationWhoseRowIsGoneIsImmortal() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createFolder(name: "f", note: "", parent: nil), nowSeconds: 77)
        try stage.lose("/CREATE_FOLDER")
        stage.app.perform(.deleteFolder(1), nowSeconds: 78)
        #expect(stage.waiting.isEmpty)
        #expect(stage.app.untold.map { $0.operation } == [.deleteFolder])
        for id in [101, 102] as [Int64] {
            try stage.reopen()
            try stage.answer("/CREATE_FOLDER", stage.newItem(id, 500))
            #expect(stage.app.queue.count == 1)
            #expect(stage.app.watermark == 0)
        }
    }

    @Test func aQueuedTagLeavesThoughItsRowIsGone() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 77)
        try stage.lose("/CREATE_TAG")
        stage.app.perform(.deleteTag(1), nowSeconds: 78)
        try stage.reopen()
        try stage.answer("/CREATE_TAG", stage.newItem(1, 500))
        #expect(stage.app.queue.isEmpty)
        #expect(stage.app.watermark == 500)
    }

    @Test func aCopyIsNeverRemoved() throws {
        let stage = try Stage.filled(.v0_19)
        try stage.perform(.createFolder(name: "to", note: "", parent: nil), "/CREATE_FOLDER", stage.newItem(105, 5))
        stage.app.perform(.copyItems(links: [1], folders: [], into: 2), nowSeconds: 90)
        let online = try stage.lose("/COPY_EXISTING_ITEMS")
        let answer = #"{"folders":[],"linkIds":{"2":106},"correlation":\#(Stage.ownCorrelation),"eventTimestamp":500}"#
        for _ in 0..<2 {
            try stage.reopen()
            #expect(try stage.answer("/COPY_EXISTING_ITEMS", answer) == online)
            #expect(stage.app.queue.count == 1)
            #expect(stage.app.library.links.map { $0.remoteId } == [103, 106])
        }
        #expect(stage.app.watermark == 500)
    }

    @Test(arguments: [Generation.v0_13_7, .v0_14, .v0_16, .v0_19])
    func aQueuedFolderDeletionIsLostSince016(_ generation: Generation) throws {
        let stage = try Stage.filled(generation)
        stage.app.perform(.deleteFolder(1), nowSeconds: 5)
        try stage.lose("/DELETE_FOLDER")
        try stage.reopen()
        if generation >= .v0_16 {
            #expect(stage.waiting.isEmpty)
            #expect(stage.app.queue.count == 1)
        } else {
            #expect(try stage.answer("/DELETE_FOLDER", stage.stamp(9)).contains(#""id":101"#))
            #expect(stage.app.queue.isEmpty)
        }
    }

    @Test func aLinkWaitsForItsTags() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 5)
        stage.app.perform(
            .createLink(kind: .saved, folder: nil, url: "https://a.example.org/", title: "l", note: "", tags: [1]),
            nowSeconds: 6)
        #expect(try stage.lose("/CREATE_A_NEW_LINK").contains(#""tags":[0]"#))
        try stage.lose("/CREATE_TAG")
        // The link was queued first, so the first run passes over it, and the second sends it.
        try stage.reopen()
        #expect(stage.waiting == ["/CREATE_TAG"])
        try stage.answer("/CREATE_TAG", stage.newItem(102, 500))
        try stage.reopen()
        let body = try stage.answer("/CREATE_A_NEW_LINK", stage.newItem(103, 501))
        #expect(body.contains(#""tags":[102]"#) && body.contains(#""idOfLinkedFolder":null"#))
    }

    @Test func aMoveWaitsForItsDestination() throws {
        let stage = try Stage.filled(.v0_19)
        stage.app.perform(.createFolder(name: "to", note: "", parent: nil), nowSeconds: 5)
        try stage.lose("/CREATE_FOLDER")
        stage.app.perform(.moveItems(links: [1], folders: [], into: 2), nowSeconds: 6)
        // Told online it would throw: nothing is sent, nothing queued (F20).
        #expect(stage.waiting.isEmpty)
        #expect(stage.app.untold.map { $0.operation } == [.moveItems])
        #expect(stage.app.queue.count == 1)
    }

    @Test func aKillBeforeTheFailureIsHandledQueuesNothing() throws {
        let stage = try Stage.connected(.v0_19)
        stage.app.perform(.createTag(name: "t"), nowSeconds: 5)
        let request = try stage.request("/CREATE_TAG")
        stage.app.receive(.failed, for: request.ticket, nowSeconds: 6)
        stage.app.kill()
        #expect(stage.app.queue.isEmpty)
        #expect(stage.app.untold.map { $0.reason } == [.killed])
        #expect(stage.app.library.tags.map { $0.remoteId } == [nil])
        // A sync finds the row without remote id all the same.
        stage.app.start(nowSeconds: 7)
        stage.app.manualSync(nowSeconds: 8)
        try stage.answer("/GET_UPDATES", Stage.emptyUpdates)
        #expect(stage.app.queue.map { $0.operation } == [.createTag])
    }

    @Test func anItemIsRemovedBeforeTheWatermarkMoves() throws {
        let stage = try Stage.filled(.v0_19)
        stage.app.perform(.archiveFolder(1), nowSeconds: 5)
        try stage.lose("/MARK_FOLDER_AS_ARCHIVE")
        let before = stage.app.watermark
        try stage.reopen()
        try stage.answer("/MARK_FOLDER_AS_ARCHIVE", stage.stamp(900), thenRun: false)
        while !stage.app.queue.isEmpty {
            stage.app.step(try #require(stage.app.runnable.first), nowSeconds: 6)
        }
        #expect(stage.app.watermark == before)
        stage.run()
        #expect(stage.app.watermark == 900)
    }
}
