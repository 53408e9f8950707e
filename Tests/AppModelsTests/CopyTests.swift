import Testing

@testable import AppModels

@Suite("Copying, PROTOCOL 2.8")
struct CopyTests {
    /// Trips (101) with Alps (102) and Huts (103) in it, a link in Trips (201) and one in Huts (202), and Plans (104).
    private func filled(_ generation: Generation) throws -> Stage {
        let stage = try Stage.connected(generation)
        let folders: [(String, Int64?)] = [("Trips", nil), ("Alps", 1), ("Huts", 1), ("Plans", nil)]
        for (index, folder) in folders.enumerated() {
            try stage.perform(
                .createFolder(name: folder.0, note: "", parent: folder.1), "/CREATE_FOLDER",
                stage.newItem(101 + Int64(index), 1))
        }
        for (index, folder) in [1, 3].enumerated() {
            try stage.perform(
                .createLink(
                    kind: .folder, folder: Int64(folder), url: "https://a.example.org/", title: "", note: "", tags: []),
                "/CREATE_A_NEW_LINK", stage.newItem(201 + Int64(index), 2))
        }
        return stage
    }

    @Test func flatParentsFirstSiblingsReversed() throws {
        let stage = try filled(.v0_19)
        stage.app.perform(.copyItems(links: [2], folders: [1], into: 4), nowSeconds: 9)
        // The loose link is local 3, the copies of Trips, Huts, Alps are 5, 6, 7, their links 4 and 5.
        func ids(_ new: Int, _ parent: Int, _ source: Int, _ sourceParent: String, _ isRoot: Bool) -> String {
            #"{"newlyCopiedLocalId":\#(new),"parentOfNewlyCopiedLocalId":\#(parent),"sourceRemoteId":\#(source),"#
                + #""sourceRemoteParentId":\#(sourceParent),"isRootFolderForTheDestination":\#(isRoot)}"#
        }
        let expected =
            #"{"folders":[{"currentFolder":\#(ids(5, 4, 101, "null", true)),"#
            + #""links":[\#(ids(4, -45454, 201, "101", false))]},"#
            + #"{"currentFolder":\#(ids(6, 5, 103, "101", false)),"links":[\#(ids(5, -45454, 202, "103", false))]},"#
            + #"{"currentFolder":\#(ids(7, 5, 102, "101", false)),"links":[]}],"linkIds":{"3":202},"#
            + #""linkType":"FOLDER_LINK","newParentFolderId":104,"eventTimestamp":9,"#
            + #""correlation":\#(Stage.ownCorrelation)}"#
        #expect(try stage.body("/COPY_EXISTING_ITEMS") == expected)
        // Links within folders keep the source's remote id until the answer; the loose one has none.
        #expect(stage.app.library.links.map { $0.remoteId } == [201, 202, nil, 201, 202])
        #expect(stage.app.library.folders.map { $0.parentFolderId } == [nil, 1, 1, nil, 4, 5, 5])
    }

    @Test func nestedWithChildFolders() throws {
        let stage = try filled(.v0_15_2)
        stage.app.perform(.copyItems(links: [], folders: [1], into: 4), nowSeconds: 9)
        let expected =
            #"{"folders":[{"currentFolder":{"localId":5,"remoteId":101},"links":[{"localId":3,"remoteId":201}],"#
            + #""childFolders":[{"currentFolder":{"localId":6,"remoteId":102},"links":[],"childFolders":[]},"#
            + #"{"currentFolder":{"localId":7,"remoteId":103},"links":[{"localId":4,"remoteId":202}],"#
            + #""childFolders":[]}]}],"linkIds":{},"linkType":"FOLDER_LINK","newParentFolderId":104,"#
            + #""eventTimestamp":9,"correlation":\#(Stage.ownCorrelation)}"#
        #expect(try stage.body("/COPY_EXISTING_ITEMS") == expected)
    }

    @Test(arguments: [Generation.v0_13_7, .v0_19])
    func theAnswerGivesRemoteIds(_ generation: Generation) throws {
        let stage = try filled(generation)
        stage.app.perform(.copyItems(links: [2], folders: [3], into: 4), nowSeconds: 9)
        func ids(_ local: Int, _ remote: Int) -> String {
            #"{"localId":\#(local),"remoteId":\#(remote),"newlyCopiedLocalId":\#(local),"sourceRemoteId":\#(remote),"#
                + #""parentOfNewlyCopiedLocalId":-45454,"sourceRemoteParentId":null,"#
                + #""isRootFolderForTheDestination":false}"#
        }
        try stage.answer(
            "/COPY_EXISTING_ITEMS",
            #"{"folders":[{"currentFolder":\#(ids(5, 301)),"links":[\#(ids(4, 302))]}],"linkIds":{"3":303},"#
                + #""correlation":\#(Stage.ownCorrelation),"eventTimestamp":90}"#)
        #expect(stage.app.library.folders.last?.remoteId == 301)
        #expect(stage.app.library.links.map { $0.remoteId } == [201, 202, 303, 302])
        #expect(stage.app.watermark == 90)
    }

    @Test func aFolderThatWasNeverSyncedIsLeftOutFlatAndUnmappedNested() throws {
        for generation in [Generation.v0_15_2, .v0_16] {
            let stage = try filled(generation)
            stage.app.perform(.createFolder(name: "new", note: "", parent: nil), nowSeconds: 5)
            _ = try stage.lose("/CREATE_FOLDER")
            stage.app.perform(.copyItems(links: [], folders: [5], into: 4), nowSeconds: 9)
            let body = try stage.body("/COPY_EXISTING_ITEMS")
            #expect(body.contains(#""folders":[]"#) == (generation == .v0_16))
            #expect(body.contains(#""remoteId":-45454"#) == (generation == .v0_15_2))
        }
    }

    /// Two moves that met can make a circle; copying it comes to an end.
    @Test(arguments: [Generation.v0_15_2, .v0_19])
    func aCircleIsCopiedOnce(_ generation: Generation) throws {
        let stage = try filled(generation)
        stage.event("MOVE_EXISTING_ITEMS", Payload.move(folders: [101], to: 102, 5))
        #expect(stage.app.library.folders.map { $0.parentFolderId } == [2, 1, 1, nil])
        stage.app.perform(.copyItems(links: [], folders: [1], into: 4), nowSeconds: 9)
        #expect(stage.app.library.folders.count == 7)
    }

    @Test func nothingIsCopiedIntoItself() throws {
        let stage = try filled(.v0_19)
        stage.app.perform(.copyItems(links: [], folders: [1], into: 2), nowSeconds: 9)
        #expect(stage.waiting.isEmpty)
        #expect(stage.app.library.folders.count == 4)
    }
}
