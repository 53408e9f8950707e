import Testing

@testable import AppModels

@Suite("Events, PROTOCOL 6")
struct EventTests {
    private static let url = "https://a.example.org/x"

    @Test func aFolderEventTwiceIsTwoFolders() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 10))
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 10))
        #expect(stage.app.library.folders.map { $0.remoteId } == [70, 70])
        #expect(stage.app.library.folders.map { $0.localId } == [1, 2])
        // Later events find the first of them.
        stage.event(
            "UPDATE_FOLDER_NAME",
            #"{"folderId":70,"newFolderName":"b","correlation":\#(Stage.foreignCorrelation),"eventTimestamp":11}"#)
        #expect(stage.app.library.folders.map { $0.name } == ["b", "a"])
    }

    @Test func panelTagAndPanelFolderEventsDuplicate() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 10))
        let panel = #"{"panelId":4,"panelName":"p","correlation":\#(Stage.foreignCorrelation),"eventTimestamp":11}"#
        let entry =
            #"{"id":5,"folderId":70,"panelPosition":0,"folderName":"a","connectedPanelId":4,"#
            + #""correlation":\#(Stage.foreignCorrelation),"eventTimestamp":12}"#
        for _ in 0..<2 {
            stage.event("ADD_A_NEW_PANEL", panel)
            stage.event("ADD_A_NEW_FOLDER_IN_A_PANEL", entry)
            stage.event("CREATE_TAG", Payload.tag(6, "t", 13))
        }
        #expect(stage.app.library.panels.count == 2)
        #expect(stage.app.library.panelFolders.map { $0.connectedPanelId } == [1, 1])
        #expect(stage.app.library.tags.count == 2)
    }

    @Test func anUnknownParentMakesARoot() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", in: 69, 10))
        #expect(stage.app.library.folders[0].parentFolderId == nil)
        #expect(stage.app.watermark == 10)
    }

    @Test func aFolderWithoutNameIsRefusedQuietly() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_FOLDER", Payload.folder(70, "", 10))
        stage.event("CREATE_FOLDER", Payload.folder(71, "{#LINKORA_PLACE_HOLDER_1#}", 11))
        #expect(stage.app.library.folders.isEmpty)
        #expect(stage.app.watermark == 0)
        #expect(stage.app.isSocketOpen)
    }

    @Test(arguments: Generation.allCases)
    func theSameURLIsRefusedSince017(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 10))
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, in: 70, 20))
        stage.event("CREATE_A_NEW_LINK", Payload.link(81, Self.url, in: 70, 30))
        let refused = generation == .v0_19
        #expect(stage.app.library.links.map { $0.remoteId } == (refused ? [80] : [80, 81]))
        #expect(stage.app.watermark == (refused ? 20 : 30))
    }

    @Test(arguments: Generation.allCases)
    func aLinkWithoutItsFolderIsDroppedSince017(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, in: 70, 20))
        #expect(stage.app.library.links.map { $0.idOfLinkedFolder } == (generation == .v0_19 ? [] : [nil]))
        #expect(stage.app.watermark == (generation == .v0_19 ? 0 : 20))
    }

    @Test(arguments: Generation.allCases)
    func thePreferenceRefusesIn013To016(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.app.skipsExistingLinks = true
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, 20))
        stage.event("CREATE_A_NEW_LINK", Payload.link(81, Self.url, .saved, 30))
        #expect(stage.app.library.links.count == (generation == .v0_11 ? 2 : 1))
    }

    @Test func aLinkWithoutHostIsRefused() throws {
        let stage = try Stage.connected(.v0_11)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, "No active tab URL found.", .saved, 20))
        #expect(stage.app.library.links.isEmpty)
        #expect(stage.app.watermark == 0)
        #expect(stage.app.isSocketOpen)
    }

    @Test func historyReplacesRowsOfTheSameURL() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .history, 20))
        stage.event("CREATE_A_NEW_LINK", Payload.link(81, Self.url, .history, 30))
        #expect(stage.app.library.links.map { $0.remoteId } == [81])
    }

    @Test(arguments: Generation.allCases)
    func updatingALinkMisfilesItSince016AndMovingMendsIt(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        for remote in [2, 1] as [Int64] { stage.event("CREATE_FOLDER", Payload.folder(remote, "f\(remote)", remote)) }
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, in: 2, 20))
        #expect(stage.app.library.links[0].idOfLinkedFolder == 1)
        stage.event("UPDATE_LINK", Payload.link(80, Self.url, in: 2, 30))
        #expect(stage.app.library.links[0].idOfLinkedFolder == (generation >= .v0_16 ? 2 : 1))
        if generation == .v0_11 { return }
        stage.event("MOVE_EXISTING_ITEMS", Payload.move(links: [80], to: 2, 40))
        #expect(stage.app.library.links[0].idOfLinkedFolder == 1)
        #expect(stage.app.watermark == 40)
    }

    @Test func defaultTypesGetTheirCollectionByAnUpdateOnly() throws {
        let stage = try Stage.connected(.v0_16)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, in: -2, 20))
        #expect(stage.app.library.links[0].idOfLinkedFolder == nil)
        stage.event("UPDATE_LINK", Payload.link(80, Self.url, .saved, in: nil, 21))
        #expect(stage.app.library.links[0].idOfLinkedFolder == -2)
        stage.event("ARCHIVE_LINK", Payload.id(80, 22))
        #expect(stage.app.library.links[0].idOfLinkedFolder == -4)
        stage.event("UNARCHIVE_LINK", Payload.id(80, 23))
        #expect(stage.app.library.links[0].kind == .saved)
        #expect(stage.app.library.links[0].idOfLinkedFolder == -4)
    }

    @Test func movingToAnUnknownFolderMakesInvisibleAndDeletingUnknownOnesTakesThat() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, 20))
        stage.event("MOVE_EXISTING_ITEMS", Payload.move(links: [80], to: 99, 30))
        #expect(stage.app.library.links[0].idOfLinkedFolder == -45454)
        stage.event(
            "DELETE_MULTIPLE_ITEMS",
            #"{"linkIds":[],"folderIds":[98],"eventTimestamp":40,"correlation":\#(Stage.foreignCorrelation)}"#)
        #expect(stage.app.library.links.isEmpty)
        #expect(stage.app.watermark == 40)
    }

    @Test func deletingAFolderTakesAllBelow() throws {
        let stage = try Stage.connected(.v0_14)
        stage.event("CREATE_FOLDER", Payload.folder(1, "top", 1))
        stage.event("CREATE_FOLDER", Payload.folder(2, "below", in: 1, 2))
        stage.event("CREATE_FOLDER", Payload.folder(3, "beside", 3))
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, in: 2, 20))
        stage.event("CREATE_A_NEW_LINK", Payload.link(81, Self.url, in: 3, 21))
        stage.event("DELETE_FOLDER", Payload.id(1, 30))
        #expect(stage.app.library.folders.map { $0.remoteId } == [3])
        #expect(stage.app.library.links.map { $0.remoteId } == [81])
        #expect(stage.app.watermark == 30)
    }

    @Test func tagsOfALinkAreReplaced() throws {
        let stage = try Stage.connected(.v0_19)
        for (id, name) in [(1, "a"), (2, "b")] as [(Int64, String)] {
            stage.event("CREATE_TAG", Payload.tag(id, name, id))
        }
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, tags: [1, 9], 20))
        #expect(stage.app.library.tags(ofLink: 1).map { $0.name } == ["a"])
        stage.event("UPDATE_LINK", Payload.link(80, Self.url, .saved, tags: [2], 21))
        #expect(stage.app.library.tags(ofLink: 1).map { $0.name } == ["b"])
    }

    @Test(arguments: [Generation.v0_14, .v0_15_2, .v0_16, .v0_19])
    func untaggingOneLinkUntagsAllIn014And015(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_TAG", Payload.tag(1, "a", 1))
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, tags: [1], 20))
        stage.event("CREATE_A_NEW_LINK", Payload.link(81, "https://b.example.org/", .saved, tags: [1], 21))
        stage.event("UPDATE_LINK", Payload.link(80, Self.url, .saved, 22))
        #expect(stage.app.library.linkTags.count == (generation >= .v0_16 ? 1 : 0))
    }

    @Test(arguments: Generation.allCases)
    func deleteEverythingWipesQueueAndAll(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.app.perform(.createFolder(name: "mine", note: "", parent: nil), nowSeconds: 10)
        try stage.lose("/CREATE_FOLDER")
        #expect(stage.app.queue.count == 1)
        stage.event("DELETE_EVERYTHING", Payload.stampOnly(900))
        if generation == .v0_11 {
            #expect(stage.app.queue.count == 1)
            return
        }
        #expect(stage.app.library.folders.isEmpty && stage.app.queue.isEmpty)
        #expect(stage.app.watermark == 900)
        stage.app.perform(.createFolder(name: "next", note: "", parent: nil), nowSeconds: 10)
        #expect(stage.app.library.folders[0].localId == (generation >= .v0_14 ? 1 : 2))
    }

    @Test func markAsImportantCopiesWithTheSameRemoteIdAndUnmarkDeletes() throws {
        let stage = try Stage.connected(.v0_16)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, 20))
        stage.event("MARK_AS_IMP", Payload.id(80, 21))
        #expect(stage.app.library.links.map { $0.remoteId } == [80, 80])
        #expect(stage.app.library.links.map { $0.kind } == [.saved, .important])
        stage.event("UNMARK_AS_IMP", Payload.id(80, 22))
        #expect(stage.app.library.links.map { $0.kind } == [.important])
    }

    @Test func forceSetHasNoTestOfTheCorrelation() throws {
        let stage = try Stage.connected(.v0_16)
        stage.event("CREATE_A_NEW_LINK", Payload.link(80, Self.url, .saved, 20))
        stage.event("FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS", stage.stamp(30))
        #expect(stage.app.library.links[0].idOfLinkedFolder == -2)
        #expect(stage.app.watermark == 30)
    }
}
