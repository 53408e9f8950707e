import Testing

@testable import AppModels

@Suite("The pending queue of old apps, PROTOCOL 5.6")
struct OldQueueTests {
    @Test func unmappedIdsStickTheOldQueueAndArePassedOverLater() throws {
        for generation in [Generation.v0_13_7, .v0_14] {
            let stage = try Stage.filled(generation)
            stage.app.perform(.archiveLink(1), nowSeconds: 5)
            try stage.lose("/ARCHIVE_LINK")
            stage.app.perform(.archiveFolder(1), nowSeconds: 6)
            try stage.lose("/MARK_FOLDER_AS_ARCHIVE")
            stage.event("DELETE_A_LINK", Payload.id(103, 8))
            try stage.reopen()
            #expect(stage.waiting == (generation == .v0_14 ? ["/MARK_FOLDER_AS_ARCHIVE"] : []))
            #expect(stage.app.problems.count == (generation == .v0_14 ? 0 : 1))
        }
    }

    @Test func aQueuedTitleSticksTheOldQueue() throws {
        let stage = try Stage.filled(.v0_13_7)
        stage.app.perform(.editLinkTitle(1, to: "m"), nowSeconds: 5)
        try stage.lose("/UPDATE_LINK_TITLE")
        stage.app.perform(.archiveFolder(1), nowSeconds: 6)
        try stage.lose("/MARK_FOLDER_AS_ARCHIVE")
        try stage.reopen()
        #expect(stage.waiting.isEmpty)
        #expect(stage.app.queue.count == 2)
    }

    @Test func oldAppsQueueAPanelsDeletionWithTimeZero() throws {
        let stage = try Stage.filled(.v0_13_7)
        stage.app.perform(.deletePanel(1), nowSeconds: 5)
        #expect(try stage.lose("/DELETE_A_PANEL").contains(#""id":1,"eventTimestamp":5"#))
        try stage.reopen()
        #expect(try stage.answer("/DELETE_A_PANEL", stage.stamp(9)).contains(#""id":104,"eventTimestamp":0"#))
    }

    @Test func oldAppsGiveTheIdOfAQueuedPanelFolderToAPanel() throws {
        let stage = try Stage.filled(.v0_13_7)
        stage.app.perform(.addFolderToPanel(folder: 1, panel: 1), nowSeconds: 5)
        try stage.lose("/ADD_A_NEW_FOLDER_IN_A_PANEL")
        try stage.reopen()
        try stage.answer("/ADD_A_NEW_FOLDER_IN_A_PANEL", stage.newItem(120, 9))
        #expect(stage.app.library.panels[0].remoteId == 120)
        #expect(stage.app.library.panelFolders[0].remoteId == nil)
    }
}
