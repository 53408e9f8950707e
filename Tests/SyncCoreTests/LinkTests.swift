import JSONText
import SyncCore
import SyncModel
import Testing

@Suite struct LinkTests {
    @Test func aLinkForAMissingFolderIsSaved() throws {
        let library = try Library()
        let link = try library.link("https://x.example/", in: 424_242)
        let row = try library.pull()["links"]?.element(link)
        #expect(row?["linkType"] == .string("SAVED_LINK"))
        #expect(row?["idOfLinkedFolder"] == .null)
    }

    @Test func updatingNeverRefilesALink() throws {
        let library = try Library()
        let (home, other) = (try library.folder("home"), try library.folder("other"))
        let link = try library.link("https://x.example/", in: home)
        _ = library.takeHeard()
        try library.send(
            .updateLink,
            #"{"id":\#(link),"linkType":"FOLDER_LINK","title":"new","url":"https://y.example/","idOfLinkedFolder":\#(other),"eventTimestamp":1}"#
        )
        let row = try library.pull()["links"]?.element(link)
        #expect(row?["idOfLinkedFolder"] == .integer(home))
        #expect(row?["title"] == .string("new"))
        let heard = library.takeHeard()
        #expect(heard.map(\.operation) == [.updateLink, .moveExistingItems])
        #expect(heard[0].payload["idOfLinkedFolder"] == .integer(home))
        #expect(heard[1].payload["newParentFolderId"] == .integer(home))
    }

    @Test func unarchivingKeepsTheTags() throws {
        let library = try Library()
        let tag = try library.create(.createTag, #"{"name":"t"}"#)
        let link = try library.link("https://x.example/", type: "SAVED_LINK", tags: [tag])
        try library.send(.archiveLink, #"{"id":\#(link)}"#)
        try library.send(
            .updateLink,
            #"{"id":\#(link),"linkType":"SAVED_LINK","title":"t","url":"https://x.example/","linkTags":[]}"#)
        #expect(try library.pull()["links"]?.element(link)?["linkTags"]?.arrayValue?.count == 1)
        try library.send(
            .updateLink,
            #"{"id":\#(link),"linkType":"SAVED_LINK","title":"t","url":"https://x.example/","linkTags":[]}"#)
        #expect(try library.pull()["links"]?.element(link)?["linkTags"] == .array([]))
    }

    @Test func unknownTagsAreDropped() throws {
        let library = try Library()
        let tag = try library.create(.createTag, #"{"name":"t"}"#)
        let link = try library.link("https://x.example/", type: "SAVED_LINK", tags: [0, tag, -54545, 777, tag])
        let row = try library.pull()["links"]?.element(link)
        #expect(
            row?["linkTags"]
                == .array([.object([JSONMember("linkId", .integer(link)), JSONMember("tagId", .integer(tag))])]))
    }

    @Test func aPageSeenAgainIsInTheHistoryOnce() throws {
        let library = try Library()
        let first = try library.link("https://x.example/", type: "HISTORY_LINK")
        let watermark = try library.watermark()
        let second = try library.link("https://x.example/", type: "HISTORY_LINK")
        #expect(try library.pull()["links"]?.arrayValue?.compactMap { $0["id"]?.integerValue } == [second])
        let tombstones = try library.tombstones(after: watermark)
        #expect(tombstones.first?["operation"] == .string("DELETE_A_LINK"))
        #expect(tombstones[0]["payload"]?["id"] == .integer(first))
    }

    @Test func anArchivedLinkOutlivesItsFolder() throws {
        let library = try Library()
        let folder = try library.folder("a")
        let link = try library.link("https://x.example/", in: folder)
        try library.send(.archiveLink, #"{"id":\#(link)}"#)
        try library.send(.deleteFolder, #"{"id":\#(folder)}"#)
        let row = try library.pull()["links"]?.element(link)
        #expect(row?["linkType"] == .string("ARCHIVE_LINK"))
        #expect(row?["idOfLinkedFolder"] == .null)
    }

    @Test func copiesOfBothDialectsAreAnsweredInBoth() throws {
        let library = try Library()
        let source = try library.folder("source")
        let link = try library.link("https://x.example/", in: source)
        let nested = try library.send(
            .copyExistingItems,
            #"{"folders":[{"currentFolder":{"localId":7,"remoteId":\#(source)},"links":[{"localId":8,"remoteId":\#(link)}],"childFolders":[]}],"linkIds":{"9":\#(link)},"linkType":"FOLDER_LINK","newParentFolderId":\#(source)}"#
        )
        let flat = try library.send(
            .copyExistingItems,
            #"{"folders":[{"currentFolder":{"newlyCopiedLocalId":7,"parentOfNewlyCopiedLocalId":-45454,"sourceRemoteId":\#(source),"sourceRemoteParentId":null,"isRootFolderForTheDestination":true},"links":[]}],"linkIds":{},"linkType":"FOLDER_LINK","newParentFolderId":\#(source)}"#
        )
        for answer in [nested, flat] {
            let folder = answer["folders"]?.arrayValue?.first?["currentFolder"]
            #expect(folder?["localId"] == .integer(7))
            #expect(folder?["newlyCopiedLocalId"] == .integer(7))
            #expect(folder?["remoteId"] == folder?["sourceRemoteId"])
            let id = try #require(folder?["remoteId"]?.integerValue)
            #expect(try library.pull()["folders"]?.element(id)?["parentFolderId"] == .integer(source))
        }
        #expect(nested["linkIds"]?["9"]?.integerValue != nil)
    }

    @Test func deletingEverythingLeavesARecordOfEachRowTagsLast() throws {
        let library = try Library()
        let tag = try library.create(.createTag, #"{"name":"t"}"#)
        let folder = try library.folder("a")
        let link = try library.link("https://x.example/", in: folder, tags: [tag])
        let watermark = try library.watermark()
        try library.send(.deleteEverything, "{}")
        let tombstones = try library.tombstones(after: watermark)
        #expect(tombstones.compactMap { $0["payload"]?["id"]?.integerValue } == [folder, link, tag])
        #expect(try library.tombstones().allSatisfy { $0["operation"] != .string("DELETE_TAG") })
        #expect(try library.pull()["links"] == .array([]))
    }
}
