import JSONText
import SyncCore
import SyncModel
import Testing

@Suite struct FolderTests {
    @Test func aFolderUnderNothingIsARoot() throws {
        let library = try Library()
        let folder = try library.folder("lost", in: 999_999)
        #expect(try library.pull()["folders"]?.element(folder)?["parentFolderId"] == .null)
    }

    @Test func parentsComeFirst() throws {
        let library = try Library()
        let child = try library.folder("child")
        let parent = try library.folder("parent")
        try library.send(
            .moveExistingItems,
            #"{"folderIds":[\#(child)],"linkIds":[],"linkType":"FOLDER_LINK","newParentFolderId":\#(parent)}"#)
        let ids = try library.pull()["folders"]?.arrayValue?.compactMap { $0["id"]?.integerValue }
        #expect(ids == [parent, child])
    }

    @Test func noMoveMakesACycle() throws {
        let library = try Library()
        let a = try library.folder("a")
        let b = try library.folder("b", in: a)
        let c = try library.folder("c", in: b)
        for target in [a, b, c] {
            try library.send(
                .moveExistingItems,
                #"{"folderIds":[\#(a)],"linkIds":[],"linkType":"FOLDER_LINK","newParentFolderId":\#(target)}"#)
            try library.send(
                .updateFolder,
                #"{"id":\#(a),"name":"a","note":"","parentFolderId":\#(target),"isArchived":false}"#)
        }
        #expect(try library.pull()["folders"]?.element(a)?["parentFolderId"] == .null)
        #expect(try library.pull()["folders"]?.element(c)?["parentFolderId"] == .integer(b))
    }

    @Test func whoseMoveDidNotStandIsBroughtBack() throws {
        let library = try Library()
        let a = try library.folder("a")
        let b = try library.folder("b", in: a)
        let watermark = library.heard.last?.stamp ?? 0
        try library.send(
            .moveExistingItems,
            #"{"folderIds":[\#(a)],"linkIds":[],"linkType":"FOLDER_LINK","newParentFolderId":\#(b)}"#)
        let folders = try library.pull(after: watermark)["folders"]
        #expect(folders?.element(a)?["parentFolderId"] == .null)
        #expect(folders?.element(b)?["parentFolderId"] == .integer(a))
    }

    @Test func deletingATreeBuriesTheDeepestFirst() throws {
        let library = try Library()
        let a = try library.folder("a")
        let b = try library.folder("b", in: a)
        let c = try library.folder("c", in: b)
        _ = try library.link("https://x.example/", in: c)
        let watermark = try library.watermark()
        try library.send(.deleteFolder, #"{"id":\#(a)}"#)
        let deletions = try library.tombstones(after: watermark).filter { $0["operation"] == .string("DELETE_FOLDER") }
            .map { $0["payload"]?["id"]?.integerValue }
        #expect(deletions == [c, b, a])
        #expect(try library.pull()["links"] == .array([]))
        #expect(try library.pull()["folders"] == .array([]))
    }

    @Test func anUpdateIsToldInTheWordsOfOlderAppsToo() throws {
        let library = try Library()
        let parent = try library.folder("parent")
        let folder = try library.folder("a")
        _ = library.takeHeard()
        try library.send(
            .updateFolder,
            #"{"id":\#(folder),"name":"b","note":"n","parentFolderId":\#(parent),"isArchived":true}"#)
        #expect(
            library.takeHeard().map(\.operation) == [
                .updateFolder, .updateFolderName, .updateFolderNote, .markFolderAsArchive, .moveExistingItems,
            ])
    }

    @Test func aLaterEditStandsAgainstAnEarlierOneThatComesLate() throws {
        let library = try Library()
        let folder = try library.folder("a")
        let now = library.nowSeconds
        for (name, time) in [("later", now), ("earlier", now - 60)] {
            try library.send(
                .updateFolderName, #"{"folderId":\#(folder),"newFolderName":"\#(name)","eventTimestamp":\#(time)}"#,
                at: now + 5)
        }
        #expect(try library.pull()["folders"]?.element(folder)?["name"] == .string("later"))
    }

    @Test func searchingTakesTheTextAsItIsAndThenWithoutQuotes() throws {
        let library = try Library()
        let folder = try library.folder("50% of Jazz")
        for text in ["jazz", "50% OF", "\"jazz\""] {
            #expect(try library.read(.searchForFolders, .text(text)).element(folder) != nil, "\(text)")
        }
        for text in ["", " \n", "_azz", "%", "rock"] where text != "%" {
            #expect(try library.read(.searchForFolders, .text(text)) == .array([]), "\(text)")
        }
    }
}
