import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// PROTOCOL F9, F12, F18; SYNC §5, rule 13.
@Suite struct LateEditTests {
    private let library: Library
    private let phone: Device
    private let laptop: Device
    private let folder: Int64
    private let link: Int64
    private let now: Int64

    init() throws {
        library = try Library()
        phone = library.device("phone")
        laptop = library.device("laptop")
        now = library.nowSeconds
        folder = try phone.folder("a", localId: 1, said: now - 1_000)
        link = try phone.link("https://x.example/", in: folder, localId: 2, said: now - 1_000)
    }

    private func rename(_ name: String, by device: Device, said: Int64) throws {
        try device.send(.updateFolderName, #""folderId":\#(folder),"newFolderName":"\#(name)""#, said: said)
    }

    private func whole(
        _ name: String, note: String = "", parent: String = "null", archived: Bool = false
    ) -> String {
        #""id":\#(folder),"name":"\#(name)","note":"\#(note)","parentFolderId":\#(parent),"isArchived":\#(archived)"#
    }

    private func wholeLink(title: String = "t", url: String = "https://x.example/", type: String = "FOLDER_LINK")
        -> String
    {
        #""id":\#(link),"linkType":"\#(type)","title":"\#(title)","url":"\#(url)""#
    }

    private func row() throws -> JSONValue? { try library.row("folders", folder) }

    @Test func theLoserIsAnsweredChangesNothingAndIsSentTheRow() throws {
        try rename("later", by: laptop, said: now - 5)
        _ = library.takeHeard()
        let stamp = try row()?["eventTimestamp"]
        try rename("earlier", by: phone, said: now - 20)
        #expect(try row()?["name"] == .string("later"))
        #expect(try row()?["eventTimestamp"] == stamp)
        #expect(library.takeTold().isEmpty)
        #expect(try phone.doubts(.folders) == [folder])
        #expect(try laptop.doubts(.folders) == [])
    }

    /// It may have waited while its author made another: the same bytes are an edit that was made now.
    @Test func whoSaysAnEarlierTimeThanItsLastEditIsSentTheLink() throws {
        try phone.send(.updateLink, wholeLink(title: "second"), said: now - 1)
        #expect(try phone.doubts(.links) == [])
        try phone.send(.updateLink, wholeLink(title: "third"), said: now)
        #expect(try phone.doubts(.links) == [])
        try phone.send(.updateLink, wholeLink(title: "first"), said: now - 3)
        #expect(try library.row("links", link)?["title"] == .string("first"))
        #expect(try phone.doubts(.links) == [link])
    }

    /// Which of its edits was late nobody can tell.
    @Test func whoSaysNoTimeAMomentAfterItsLastEditIsSentTheLink() throws {
        // Its clock is behind, so the number does not look earlier.
        _ = try phone.create(.addANewPanel, #""panelName":"p""#, said: now - 60)
        let title = #""linkId":\#(link),"newTitleOfTheLink":"second""#
        let number = try phone.send(.updateLinkTitle, title, said: now - 60)["eventTimestamp"]?.integerValue
        #expect(try phone.doubts(.links) == [])
        try phone.send(.updateLink, wholeLink(title: "first"), said: number, at: now + 10)
        #expect(try library.row("links", link)?["title"] == .string("first"))
        #expect(try phone.doubts(.links) == [link])
    }

    /// It was archived and taken out again, and the latter came first: it says what the link still is.
    @Test(arguments: [true, false], [-1, 1] as [Int64])
    func whoHasSaidTheWholeRowSinceAnEditThatComesLaterIsSentTheLink(isMaker: Bool, seconds: Int64) throws {
        let device = isMaker ? phone : laptop
        try device.send(.updateLink, wholeLink(), said: now)
        #expect(try device.doubts(.links) == [])
        try device.send(.archiveLink, #""id":\#(link)"#, said: now + seconds, at: now + 2)
        #expect(try device.doubts(.links) == (seconds < 0 ? [link] : []))
    }

    @Test func eachFieldHasItsOwnLastWriter() throws {
        try rename("later", by: laptop, said: now - 10)
        try phone.send(.updateFolderNote, #""folderId":\#(folder),"newNote":"n""#, said: now - 20)
        try phone.send(.markFolderAsArchive, #""id":\#(folder)"#, said: now - 30)
        #expect(try row()?["name"] == .string("later"))
        #expect(try row()?["note"] == .string("n"))
        #expect(try row()?["isArchived"] == .boolean(true))
        // The laptop's edit came before the phone had shown that it knows the folder's id.
        #expect(try phone.doubts(.folders) == [folder])
    }

    @Test func anEqualExplicitValueRaisesTheTime() throws {
        try rename("same", by: phone, said: now - 30)
        try rename("same", by: laptop, said: now - 10)
        try rename("other", by: phone, said: now - 20)
        #expect(try row()?["name"] == .string("same"))
    }

    @Test func anEqualImplicitValueDoesNot() throws {
        try rename("same", by: phone, said: now - 30)
        try laptop.send(.updateFolder, whole("same", note: "n"), said: now - 10)
        try rename("other", by: phone, said: now - 20)
        #expect(try row()?["name"] == .string("other"))
        #expect(try row()?["note"] == .string("n"))
    }

    @Test func inOneSecondTheOneThatComesLaterStands() throws {
        try rename("first", by: laptop, said: now - 10)
        try rename("second", by: phone, said: now - 10)
        #expect(try row()?["name"] == .string("second"))
    }

    /// It came twice, and the next one came between, or was put back on purpose.
    @Test func whoSendsAgainWhatItHasJustChangedIsSentTheRow() throws {
        for (name, age) in [("b", 2), ("c", 1)] { try rename(name, by: phone, said: now - Int64(age)) }
        #expect(try phone.doubts(.folders).isEmpty)
        try rename("b", by: phone, said: now)
        #expect(try phone.doubts(.folders) == [folder])
    }

    /// The second may have overtaken the first on its way.
    @Test func whoEditsTwiceInOneSecondIsToldWhichStands() throws {
        for name in ["b", "c"] { try rename(name, by: phone, said: now) }
        #expect(try row()?["name"] == .string("c"))
        #expect(try phone.doubts(.folders) == [folder])
    }

    @Test func noEditIsOlderThanItsRow() throws {
        try rename("slow clock", by: laptop, said: now - 2_000)
        #expect(try row()?["name"] == .string("slow clock"))
        try rename("slow clock again", by: laptop, said: now - 1_995)
        #expect(try row()?["name"] == .string("slow clock again"))
        try rename("another slow clock", by: phone, said: now - 1_990)
        #expect(try row()?["name"] == .string("slow clock again"))
    }

    /// What the phone edited before it made this was another of its rows, with the same number there (PROTOCOL F40).
    @Test func whoSaysAnEarlierTimeThanItMadeTheRowIsSentIt() throws {
        for (said, isSent) in [(now - 990, false), (now - 1_010, true)] {
            _ = library.takeHeard()
            try phone.send(.updateFolderNote, #""folderId":\#(folder),"newNote":"\#(said)""#, said: said)
            #expect(library.heard.contains { $0.onlyFor != nil } == isSent)
        }
    }

    /// The answer was lost, and the edit comes once more, after somebody else's of the same second.
    @Test func theSameEditTwiceHasNoSecondEffect() throws {
        try rename("b", by: phone, said: now - 60)
        let stamp = try row()?["eventTimestamp"]
        _ = library.takeTold()
        try rename("b", by: phone, said: now - 60)
        #expect(library.takeTold().isEmpty)
        #expect(try row()?["eventTimestamp"] == stamp)
        try rename("c", by: laptop, said: now - 60)
        try rename("b", by: phone, said: now - 60)
        #expect(try row()?["name"] == .string("c"))
        #expect(try phone.doubts(.folders) == [folder])
    }

    // MARK: Whole rows

    @Test func whatIsCarriedAlongUndoesNoEditThatItsAuthorHasNotHeardOf() throws {
        for (name, said) in [("b", now - 11), ("c", now - 10)] { try rename(name, by: laptop, said: said) }
        try phone.send(.updateFolder, whole("a", note: "n"), said: now - 5)
        #expect(try row()?["name"] == .string("c"))
        #expect(try row()?["note"] == .string("n"))
        #expect(try phone.doubts(.folders) == [folder])
    }

    @Test func whoMadeTheLastEditMayTakeItBack() throws {
        try rename("b", by: phone, said: now - 10)
        try phone.send(.updateFolder, whole("a"), said: now - 5)
        #expect(try row()?["name"] == .string("a"))
    }

    @Test func whoCarriesOneOfOthersEditsHasHeardOfTheOther() throws {
        try laptop.send(.updateFolder, whole("b", note: "n"), said: now - 10)
        try phone.send(.updateFolder, whole("a", note: "n"), said: now - 5)
        #expect(try row()?["name"] == .string("a"))
    }

    @Test func anEditOfAWholeLinkTakesOverWhatDiffers() throws {
        try laptop.send(.updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"by laptop""#, said: now - 10)
        try phone.send(.updateLink, wholeLink(url: "https://y.example/"), said: now - 20)
        let row = try library.row("links", link)
        #expect(row?["title"] == .string("by laptop"))
        #expect(row?["url"] == .string("https://y.example/"))
        #expect(try phone.doubts(.links) == [link])
    }

    @Test func aLinkThatWasMovedStaysThere() throws {
        let other = try laptop.folder("other")
        try laptop.move(links: [link], to: other, said: now - 10)
        try phone.send(.updateLink, wholeLink(title: "new"), said: now - 5)
        #expect(try library.row("links", link)?["idOfLinkedFolder"] == .integer(other))
        #expect(try library.row("links", link)?["title"] == .string("new"))
        try laptop.send(.archiveLink, #""id":\#(link)"#, said: now - 4)
        try phone.send(.updateLink, wholeLink(title: "newer"), said: now - 3)
        #expect(try library.row("links", link)?["linkType"] == .string("ARCHIVE_LINK"))
        #expect(try phone.doubts(.links) == [link])
    }

    /// By the clock that it made the row with: however soon it comes, the queue holds it for another (PROTOCOL F40).
    @Test(arguments: [(0, false), (-2, true)]) func soIsWhoSaysSoAtOnce(afterMaking: Int64, isSent: Bool) throws {
        let made = try phone.folder("b", said: now)
        _ = library.takeHeard()
        try phone.send(.updateFolderNote, #""folderId":\#(made),"newNote":"n""#, said: now + afterMaking)
        #expect(library.heard.contains { $0.onlyFor != nil } == isSent)
    }

    /// What it carries when made online is the time of the app's last news, in numbers of the server's (PROTOCOL §5.8).
    @Test func anUpdateOfALinkWithANumberOfTheServersIsOfNow() throws {
        try laptop.send(.updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"by laptop""#, said: now)
        let number: Int64 = 1_000_000_007
        try library.store.write { transaction in
            try transaction.give(GivenNumber(number: number, holder: 1, claim: .unsure))
        }
        try phone.send(.updateLink, wholeLink(title: "by phone"), said: number, at: now + 60)
        #expect(try library.row("links", link)?["title"] == .string("by phone"))
        try laptop.send(.updateLink, wholeLink(title: "late"), said: now + 30, at: now + 90)
        #expect(try library.row("links", link)?["title"] == .string("by phone"))
    }

    /// Who heard of an edit dates the link by it, and clocks are known to whole seconds.
    @Test(arguments: [(29, "mine"), (27, "theirs")])
    func anUpdateOfALinkSaidASecondBeforeOthersNewsTiesWithIt(saidSeconds: Int64, stands: String) throws {
        try laptop.send(
            .updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"theirs""#, said: now + 30, at: now + 30)
        try phone.send(.updateLink, wholeLink(title: "mine"), said: now + saidSeconds, at: now + 60)
        #expect(try library.row("links", link)?["title"] == .string(stands))
    }

    @Test func tagsAreAFieldToo() throws {
        let tag = try phone.create(.createTag, #""name":"t""#, localId: 3)
        let tagged = wholeLink() + #","linkTags":[{"linkId":\#(link),"tagId":\#(tag)}]"#
        try laptop.send(.updateLink, tagged, said: now - 10)
        try phone.send(.updateLink, wholeLink(title: "late") + #","linkTags":[]"#, said: now - 20)
        let row = try library.row("links", link)
        #expect(row?["linkTags"]?.arrayValue?.count == 1)
        #expect(row?["title"] == .string("late"))
    }

    @Test func nothingNewIsToldToNobody() throws {
        _ = library.takeHeard()
        try phone.send(.updateFolder, whole("a"))
        try phone.send(.updateLink, wholeLink())
        #expect(library.takeTold().isEmpty)
    }

    /// Rows of the original's have no history: what is known is when they were last changed.
    @Test func anEditOlderThanTheLastChangeOfAnAdoptedRowIsLost() throws {
        var id: Int64 = 0
        try library.store.write { transaction in
            id = try transaction.insert(
                .tags, [Assignment(.tagName, .text("old")), Assignment(.tagStamp, .integer(500))])
        }
        for (name, said, stands) in [("late", Int64(400), "old"), ("new", 600, "new"), ("between", 550, "new")] {
            try phone.send(.renameTag, #""id":\#(id),"newName":"\#(name)""#, said: said)
            #expect(try library.row("tags", id)?["name"] == .string(stands))
        }
    }

    @Test func anEditOfWhatIsGoneSendsItsDeletion() throws {
        try laptop.send(.deleteFolder, #""id":\#(folder)"#)
        try rename("too late", by: phone, said: now)
        try phone.send(.updateFolder, whole("too late"), said: now)
        try phone.send(.updateLink, wholeLink(), said: now)
        try phone.send(.archiveMultipleItems, #""linkIds":[\#(link),0,-45454],"folderIds":[]"#, said: now)
        #expect(try library.ids("folders") == [])
        #expect(try phone.doubts(.folders) == [folder])
        #expect(try phone.doubts(.links) == [link])
    }
}
