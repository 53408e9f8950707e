import Testing

@testable import AppModels

/// The table of PROTOCOL 6, row by row: what an event does to the watermark when all that it names is known, when nothing
/// is, and when it is an echo.
@Suite("Every operation")
struct OperationTableTests {
    enum Unknown { case moves, stays, throwing }

    struct Row: Sendable, CustomTestStringConvertible {
        let operation: Operation
        /// Without time and correlation; `#` stands for the folder, `$` for the link, `%` for the tag, `&` for the panel.
        let payload: String
        let unknown: Unknown

        init(_ operation: Operation, _ payload: String, _ unknown: Unknown) {
            (self.operation, self.payload, self.unknown) = (operation, payload, unknown)
        }

        var testDescription: String { operation.rawValue }

        func text(known: Bool, correlation: String) -> String {
            var keys = payload
            for (sign, id) in [("#", 101), ("$", 103), ("%", 102), ("&", 104)] {
                keys = keys.replacing(sign, with: String(known ? id : id + 800))
            }
            return "{" + (keys.isEmpty ? "" : keys + ",") + #""correlation":\#(correlation),"eventTimestamp":900}"#
        }
    }

    private static let link =
        #""linkType":"SAVED_LINK","title":"t","url":"https://new.example.org/","baseURL":"","imgURL":"","note":"","#
        + #""idOfLinkedFolder":null,"userAgent":null,"markedAsImportant":false,"mediaType":"IMAGE","linkTags":[]"#
    private static let folder = #""name":"n","note":"","parentFolderId":null,"isArchived":false"#

    static let rows: [Row] = [
        Row(.createFolder, #""id":1,\#(folder)"#, .moves), Row(.updateFolder, #""id":#,\#(folder)"#, .stays),
        Row(.updateFolderName, #""folderId":#,"newFolderName":"n""#, .stays),
        Row(.updateFolderNote, #""folderId":#,"newNote":"n""#, .stays), Row(.deleteFolderNote, #""id":#"#, .stays),
        Row(.markFolderAsArchive, #""id":#"#, .stays), Row(.markAsRegularFolder, #""id":#"#, .stays),
        Row(.deleteFolder, #""id":#"#, .stays), Row(.markFoldersAsRoot, #""folderIds":[#]"#, .moves),
        Row(.createLink, #""id":1,\#(link)"#, .moves), Row(.updateLink, #""id":$,\#(link)"#, .stays),
        Row(.updateLinkTitle, #""linkId":$,"newTitleOfTheLink":"n""#, .stays),
        Row(.updateLinkNote, #""linkId":$,"newNote":"n""#, .stays), Row(.archiveLink, #""id":$"#, .stays),
        Row(.unarchiveLink, #""id":$"#, .stays), Row(.deleteLink, #""id":$"#, .stays),
        Row(.markAsImportant, #""id":$"#, .stays), Row(.unmarkAsImportant, #""id":$"#, .stays),
        Row(.deleteDuplicateLinks, #""linkIds":[$]"#, .moves),
        Row(.archiveSeveral, #""linkIds":[$],"folderIds":[#]"#, .moves),
        Row(.unarchiveSeveral, #""linkIds":[$],"foldersIds":[#]"#, .moves),
        Row(.deleteSeveral, #""linkIds":[$],"folderIds":[#]"#, .moves),
        Row(.moveItems, #""linkIds":[$],"folderIds":[],"linkType":"FOLDER_LINK","newParentFolderId":#"#, .moves),
        Row(.deleteEverything, "", .moves), Row(.addPanel, #""panelId":1,"panelName":"n""#, .moves),
        Row(.updatePanelName, #""panelId":&,"newName":"n""#, .stays), Row(.deletePanel, #""id":&"#, .stays),
        Row(
            .addFolderInPanel, #""id":1,"folderId":#,"panelPosition":0,"folderName":"n","connectedPanelId":&"#, .stays),
        Row(.deleteFolderFromPanel, #""panelId":&,"folderID":#"#, .stays),
        Row(.deleteFolderFromAllPanels, #""id":#"#, .stays), Row(.createTag, #""id":1,"name":"n""#, .moves),
        Row(.renameTag, #""id":%,"newName":"n""#, .throwing), Row(.deleteTag, #""id":%"#, .throwing),
        Row(.changeParentFolder, #""folderId":#,"newParentFolderId":#"#, .stays),
    ]

    private func filled(_ generation: Generation) throws -> Stage {
        let stage = try Stage.connected(generation)
        try stage.start(
            updates: Payload.updates(
                folders: [Payload.folder(106, "over", 1), Payload.folder(101, "f", in: 106, 1)],
                links: [Payload.link(103, "https://a.example.org/", in: 101, 3)],
                panels: [#"{"panelId":104,"panelName":"p","eventTimestamp":4}"#],
                panelFolders: [
                    #"{"id":105,"folderId":101,"panelPosition":0,"folderName":"f","connectedPanelId":104,"#
                        + #""eventTimestamp":5}"#
                ], tags: generation.knowsTags ? [Payload.tag(102, "t", 2)] : []))
        _ = stage.app.takeDials()
        stage.app.socketOpened()
        #expect(stage.app.watermark == 5)
        stage.nowSeconds += 1
        return stage
    }

    @Test(arguments: rows, [Generation.v0_13_7, .v0_15_2, .v0_19])
    func whatIsKnownChangesAndMoves(_ row: Row, _ generation: Generation) throws {
        guard row.operation.isKnown(to: generation), row.operation != .changeParentFolder else { return }
        let stage = try filled(generation)
        let before = stage.app.library
        stage.event(row.operation.rawValue, row.text(known: true, correlation: Stage.foreignCorrelation))
        #expect(stage.app.watermark == 900)
        #expect(stage.app.library != before)
        #expect(stage.app.problems.isEmpty)
    }

    @Test(arguments: rows, [Generation.v0_13_7, .v0_15_2, .v0_19])
    func whatIsUnknownStaysMovesOrThrows(_ row: Row, _ generation: Generation) throws {
        guard row.operation.isKnown(to: generation) else { return }
        let stage = try filled(generation)
        stage.event(row.operation.rawValue, row.text(known: false, correlation: Stage.foreignCorrelation))
        #expect(stage.app.watermark == (row.unknown == .moves ? 900 : 5))
        #expect(stage.app.isSocketOpen == (row.unknown != .throwing))
    }

    @Test(arguments: rows, [Generation.v0_13_7, .v0_15_2, .v0_19])
    func anEchoOnlyMoves(_ row: Row, _ generation: Generation) throws {
        guard row.operation.isKnown(to: generation) else { return }
        let stage = try filled(generation)
        let before = stage.app.library
        stage.event(row.operation.rawValue, row.text(known: false, correlation: Stage.ownCorrelation))
        // An operation that means nothing to apps is not even decoded.
        #expect(stage.app.watermark == (row.operation == .changeParentFolder ? 5 : 900))
        #expect(stage.app.library == before)
        #expect(stage.app.isSocketOpen)
    }
}
