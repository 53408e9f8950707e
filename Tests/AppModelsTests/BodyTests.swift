import Testing

@testable import AppModels

/// The keys of each request as each generation writes them, PROTOCOL 2.1, 2.8, 5.8.
@Suite("Bodies")
struct BodyTests {
    private static let stamped = "eventTimestamp correlation"
    private static let link =
        "linkType title url baseURL imgURL note idOfLinkedFolder userAgent markedAsImportant mediaType"
    private static let keys: [String: String] = [
        "/CREATE_FOLDER": "name note parentFolderId isArchived offlineSyncItemId",
        "/UPDATE_FOLDER": "id name note parentFolderId isArchived",
        "/UPDATE_FOLDER_NAME": "folderId newFolderName",
        "/UPDATE_FOLDER_NOTE": "folderId newNote",
        "/MARK_FOLDERS_AS_ROOT": "folderIds",
        "/CREATE_A_NEW_LINK": "\(link) tags offlineSyncItemId",
        "/UPDATE_LINK": "id \(link) linkTags",
        "/UPDATE_LINK_TITLE": "linkId newTitleOfTheLink",
        "/UPDATE_LINK_NOTE": "linkId newNote",
        "/DELETE_DUPLICATE_LINKS": "linkIds",
        "/ADD_A_NEW_PANEL": "panelName offlineSyncItemId",
        "/ADD_A_NEW_FOLDER_IN_A_PANEL": "folderId panelPosition folderName connectedPanelId offlineSyncItemId",
        "/UPDATE_A_PANEL_NAME": "newName panelId",
        "/DELETE_A_FOLDER_FROM_A_PANEL": "panelId folderID",
        "/CREATE_TAG": "name offlineSyncItemId",
        "/RENAME_TAG": "id newName",
        "/ARCHIVE_MULTIPLE_ITEMS": "linkIds folderIds",
        "/DELETE_MULTIPLE_ITEMS": "linkIds folderIds",
        "/UNARCHIVE_MULTIPLE_ITEMS": "foldersIds linkIds",
        "/MOVE_EXISTING_ITEMS": "folderIds linkIds linkType newParentFolderId",
        "/COPY_EXISTING_ITEMS": "folders linkIds linkType newParentFolderId",
        "/DELETE_EVERYTHING": "",
    ]

    private static let actions: [UserAction] = [
        .createFolder(name: "f", note: "", parent: nil), .createFolder(name: "g", note: "", parent: 1),
        .renameFolder(1, to: "h"), .changeFolderNote(1, to: "n"), .deleteFolderNote(1), .archiveFolder(1),
        .unarchiveFolder(1), .moveToRoot(folders: [2]), .createTag(name: "t"),
        .createLink(kind: .folder, folder: 1, url: "https://a.example.org/", title: "l", note: "", tags: []),
        .createLink(kind: .saved, folder: nil, url: "https://a.example.org/", title: "l", note: "", tags: []),
        .editLinkTitle(1, to: "m"), .editLinkNote(1, to: "n"), .deleteLinkNote(1),
        .editLink(1, title: "m", url: "https://b.example.org/", note: "", tags: [1]), .archiveLink(2),
        .unarchiveLink(2), .markImportant(1), .renameTag(1, to: "u"), .addPanel(name: "p"),
        .renamePanel(1, to: "q"), .addFolderToPanel(folder: 1, panel: 1),
        .removeFolderFromPanel(folder: 1, panel: 1), .deletePanel(1), .deleteTag(1),
        .archiveItems(links: [1], folders: [1]), .unarchiveItems(links: [1], folders: [1]),
        .moveItems(links: [1], folders: [], into: 1), .copyItems(links: [1], folders: [], into: 2),
        .deleteDuplicates, .deleteItems(links: [1], folders: []), .deleteLink(2), .deleteFolder(1),
        .forceSetDefaultFolders, .deleteEverything,
    ]

    @Test(arguments: Generation.allCases)
    func eachHasExactlyTheKeysOfItsGeneration(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        var routes: Set<String> = []
        var nextId: Int64 = 1_000
        for action in Self.actions where action.isAvailable(in: generation) {
            stage.app.perform(action, nowSeconds: 50)
            stage.run()
            let path = try #require(stage.waiting.first, "\(action)")
            routes.insert(path)
            let request = try stage.request(path)
            if let body = request.body {
                try check(body, path, generation)
                #expect(request.method == "POST")
            } else {
                #expect(request.method == "GET")
            }
            nextId += 1
            let answer = path.contains("CREATE_") || path.contains("ADD_") ? stage.newItem(nextId, 9) : stage.stamp(9)
            stage.app.receive(.answered(status: 200, body: Array(answer.utf8)), for: request.ticket, nowSeconds: 51)
            stage.run()
        }
        #expect(stage.app.untold.isEmpty)
        #expect(stage.app.queue.isEmpty)
        #expect(routes.contains("/UPDATE_FOLDER") == (generation >= .v0_14))
        #expect(routes.contains("/UPDATE_FOLDER_NAME") == (generation < .v0_14))
        #expect(routes.contains("/CREATE_TAG") == (generation >= .v0_14))
        #expect(routes.contains("/COPY_EXISTING_ITEMS") == (generation > .v0_11))
        #expect(routes.contains("/FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS") == (generation >= .v0_16))
    }

    private func check(_ body: [UInt8], _ path: String, _ generation: Generation) throws {
        var wanted = Set((Self.keys[path] ?? "id").split(separator: " ").map(String.init))
        wanted.formUnion(Self.stamped.split(separator: " ").map(String.init))
        if !generation.knowsTags { wanted.subtract(["tags", "linkTags"]) }
        let object = try JSONValue(body).object()
        for key in wanted { #expect(object.ifPresent(JSONKey(key)) != nil, "\(path) lacks \(key)") }
        try object.allowOnly(wanted.map(JSONKey.init))
        try object.object(.correlation).allowOnly([.id, .clientName])
        #expect(try object.object(.correlation).text(.id) == Stage.ownID)
    }

    @Test func theLocalIdsThatGoWhereRemoteOnesBelong() throws {
        let stage = try Stage.connected(.v0_19)
        try stage.perform(.createFolder(name: "f", note: "", parent: nil), "/CREATE_FOLDER", stage.newItem(101, 1))
        try stage.perform(.createTag(name: "t"), "/CREATE_TAG", stage.newItem(102, 2))
        stage.app.perform(.createTag(name: "u"), nowSeconds: 3)
        try stage.lose("/CREATE_TAG")
        try stage.perform(
            .createLink(kind: .folder, folder: 1, url: "https://a.example.org/", title: "l", note: "n", tags: [2, 1]),
            "/CREATE_A_NEW_LINK", stage.newItem(103, 444))
        stage.app.perform(
            .editLink(1, title: "m", url: "https://a.example.org/x", note: "n", tags: [1, 2]), nowSeconds: 900)
        let edit = try stage.body("/UPDATE_LINK")
        #expect(edit.contains(#""id":103"#) && edit.contains(#""idOfLinkedFolder":1,"#))
        #expect(edit.contains(#""eventTimestamp":444,"correlation""#), "the previous time of the row")
        #expect(edit.contains(#"{"linkId":103,"tagId":102,"eventTimestamp":0},{"linkId":103,"tagId":-54545,"#))
        stage.app.perform(.deleteLinkNote(1), nowSeconds: 901)
        #expect(try stage.body("/UPDATE_LINK_NOTE").hasPrefix(#"{"linkId":1,"newNote":"","#))
        stage.app.perform(.unarchiveLink(1), nowSeconds: 902)
        let unarchived = try stage.body("/UPDATE_LINK")
        #expect(unarchived.contains(#""linkTags":[]"#) && unarchived.contains(#""idOfLinkedFolder":null"#))
        #expect(stage.app.library.tags(ofLink: 1).count == 2)
    }

    @Test(arguments: Generation.allCases)
    func collectionsAreSentByTheirNumbersOnline(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        for (kind, number) in [(LinkKind.saved, -2), (.important, -3), (.history, -5)] {
            stage.app.perform(
                .createLink(kind: kind, folder: nil, url: "https://a.example.org/", title: "", note: "", tags: []),
                nowSeconds: 1)
            #expect(try stage.body("/CREATE_A_NEW_LINK").contains(#""idOfLinkedFolder":\#(number),"#))
        }
    }

    @Test(arguments: Generation.allCases)
    func markingAsImportant(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        try stage.perform(
            .createLink(kind: .saved, folder: nil, url: "https://a.example.org/", title: "l", note: "", tags: []),
            "/CREATE_A_NEW_LINK", stage.newItem(103, 4))
        stage.app.perform(.markImportant(1), nowSeconds: 5)
        if generation == .v0_11 {
            #expect(try stage.body("/UPDATE_LINK").contains(#""markedAsImportant":true"#))
        } else {
            let body = try stage.body("/CREATE_A_NEW_LINK")
            #expect(body.contains("IMPORTANT_LINK") && body.contains(#""markedAsImportant":false"#))
        }
    }

    @Test func whatHasNoRemoteIdIsUntoldOrUnmapped() throws {
        for generation in [Generation.v0_13_7, .v0_19] {
            let stage = try Stage.connected(generation)
            stage.app.perform(.createFolder(name: "f", note: "", parent: nil), nowSeconds: 1)
            stage.app.perform(.createFolder(name: "below", note: "", parent: 1), nowSeconds: 1)
            #expect(try stage.body("/CREATE_FOLDER").contains(#""parentFolderId":null"#))
            #expect(try stage.body("/CREATE_FOLDER").contains(#""parentFolderId":null"#))
            stage.app.perform(.archiveFolder(1), nowSeconds: 2)
            #expect(
                stage.app.untold == [
                    UntoldChange(action: .archiveFolder(1), operation: .markFolderAsArchive, reason: .noRemoteID)
                ])
            stage.app.perform(.archiveItems(links: [], folders: [1]), nowSeconds: 3)
            let unmapped = generation == .v0_19 ? "[0]" : "[-45454]"
            #expect(try stage.body("/ARCHIVE_MULTIPLE_ITEMS").contains(#""folderIds":\#(unmapped)"#))
            stage.app.perform(.moveItems(links: [], folders: [2], into: 1), nowSeconds: 4)
            #expect(stage.waiting == (generation == .v0_19 ? [] : ["/MOVE_EXISTING_ITEMS"]))
            if generation == .v0_13_7 {
                #expect(try stage.body("/MOVE_EXISTING_ITEMS").contains(#""newParentFolderId":-45454"#))
            }
        }
    }

    @Test(arguments: Generation.allCases)
    func theWatermarkAfterDeletingEverything(_ generation: Generation) throws {
        for (answer, expected) in [("{}", 5_000), (#"{"eventTimestamp":777}"#, 777)] as [(String, Int64)] {
            let stage = try Stage.connected(generation)
            stage.app.perform(.deleteEverything, nowSeconds: 50)
            try stage.answer("/DELETE_EVERYTHING", answer)
            #expect(stage.app.watermark == (generation == .v0_11 ? 0 : expected))
        }
    }
}
