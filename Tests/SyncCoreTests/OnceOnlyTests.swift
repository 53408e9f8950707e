import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// PROTOCOL F5–F7, F37, F40; SYNC §5, rule 10.
@Suite struct OnceOnlyTests {
    @Test func aLostAnswerIsGivenAgain() throws {
        let library = try Library()
        let phone = library.device("phone")
        let online = try phone.folder("a", said: 100)
        _ = library.takeHeard()
        #expect(try phone.folder("a", localId: 14, said: 100) == online)
        #expect(try phone.folder("a", localId: 14, said: 100) == online)
        #expect(try phone.folder("a", said: 100) == online)
        #expect(library.takeTold().isEmpty)
        #expect(try library.ids("folders") == [online])
    }

    @Test func onceTheQueueHasNamedIt_anotherNameIsAnotherRow() throws {
        let phone = try Library().device("phone")
        let online = try phone.folder("a", said: 100)
        #expect(try phone.folder("a", localId: 14, said: 100) == online)
        #expect(try phone.folder("a", localId: 15, said: 100) != online)
    }

    /// One was made online, one by a sync by hand, edited, before its own request came.
    @Test(arguments: [true, false]) func ofTwoThingsOfOneSecondTheQueueNamesItsOwn(isSyncedSince: Bool) throws {
        let library = try Library()
        let phone = library.device("phone")
        func queued(_ said: Int64) throws -> Int64 {
            try phone.link("https://x.example/", type: "SAVED_LINK", localId: 1, said: said)
        }
        let before = try isSyncedSince ? nil : queued(101)
        let online = try phone.link("https://x.example/", type: "FOLDER_LINK", said: 100)
        let own = try before ?? queued(101)
        #expect(own != online)
        let repeated = try queued(100)
        #expect(repeated == (isSyncedSince ? own : online))
    }

    @Test func lookAlikesAreRowsOfTheirOwn() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let ids = [
            try phone.folder("a", localId: 21, said: 100), try phone.folder("a", localId: 22, said: 100),
            try laptop.folder("a", localId: 21, said: 100), try phone.folder("a", localId: 23, said: 101),
            try phone.folder("b", localId: 24, said: 100), try phone.folder("a", said: 102),
            try phone.create(.createTag, #""name":"a""#, localId: 21, said: 100),
        ]
        #expect(Set(ids.prefix(6)).count == 6)
        #expect(try library.ids("folders").count == 6)
    }

    @Test func everyKindOfCreationIsRecognised() throws {
        let library = try Library()
        let phone = library.device("phone")
        let folder = try phone.folder("f")
        let panel = try phone.create(.addANewPanel, #""panelName":"p""#)
        let bodies: [(OperationName, String)] = [
            (.createTag, #""name":"t""#), (.addANewPanel, #""panelName":"q""#),
            (
                .addANewFolderInAPanel,
                #""folderId":\#(folder),"panelPosition":0,"folderName":"f","connectedPanelId":\#(panel)"#
            ),
            (.createANewLink, #""linkType":"FOLDER_LINK","url":"https://x.example/","idOfLinkedFolder":\#(folder)"#),
            (.createANewLink, #""linkType":"HISTORY_LINK","url":"https://x.example/","idOfLinkedFolder":-5"#),
        ]
        for (operation, body) in bodies {
            let first = try phone.create(operation, body, said: 100)
            #expect(try phone.create(operation, body, localId: 7, said: 100) == first)
            #expect(try phone.create(operation, body, localId: 7, said: 100) == first)
        }
        #expect(try library.ids("links").count == 2)
    }

    /// Parent, tags and the number of a collection come in another form from the queue (PROTOCOL §5.8).
    @Test func whatIsNoContentMayDiffer() throws {
        let library = try Library()
        let phone = library.device("phone")
        let folder = try phone.folder("f")
        let saved = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK","url":"u","idOfLinkedFolder":-2,"tags":[0]"#, said: 100)
        let again = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK","url":"u","idOfLinkedFolder":null,"tags":[]"#, localId: 3,
            said: 100)
        #expect(again == saved)
        let child = try phone.folder("child", said: 100)
        #expect(try phone.folder("child", in: folder, localId: 9, said: 100) == child)
    }

    @Test func aZombieIsAnsweredForEverAndStaysDead() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let id = try phone.folder("a", localId: 5, said: 100)
        try laptop.send(.deleteFolder, #""id":\#(id)"#)
        _ = library.takeHeard()
        #expect(try phone.folder("a", localId: 5, said: 100) == id)
        #expect(try library.ids("folders") == [])
        #expect(library.takeTold().isEmpty)
        #expect(try phone.doubts(.folders) == [id])
    }

    /// It has the folder, and what it sends again is another one there (PROTOCOL F41).
    @Test func aFolderThatItsMakerWasSentHasASuccessor() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let old = try phone.folder("a", said: 100)
        let (child, link) = (try laptop.folder("child", in: old), try laptop.link("https://x.example/", in: old))
        let (below, own) = (try phone.folder("below", in: old), try phone.link("https://y.example/", in: old))
        let panel = try laptop.create(.addANewPanel, #""panelName":"p""#)
        let entry = #""folderId":\#(old),"panelPosition":0,"folderName":"a","connectedPanelId":\#(panel)"#
        let first = try laptop.create(.addANewFolderInAPanel, entry)
        try send(old, to: phone)
        _ = library.takeHeard()
        let new = try phone.folder("a", localId: 3, said: 100)
        #expect(new != old)
        #expect(try Set(library.ids("folders")) == [new, child, below])
        for folder in [child, below] {
            #expect(try library.row("folders", folder)?["parentFolderId"] == .integer(new))
        }
        for link in [link, own] {
            #expect(try library.row("links", link)?["idOfLinkedFolder"] == .integer(new))
        }
        let entries = try library.pull()["panelFolders"]?.arrayValue ?? []
        #expect(entries.count == 1 && entries[0]["folderId"] == .integer(new) && entries[0]["id"] != .integer(first))
        #expect(try phone.losses(.links) == [link, own])
        #expect(try phone.losses(.folders) == [child, below])
        let told = library.takeTold()
        #expect(told.first == .createFolder && told.last == .deleteFolder)
        #expect(try phone.folder("a", localId: 3, said: 100) == new)
        #expect(library.takeTold().isEmpty)
    }

    /// Where the first lies above it by now, it goes with that.
    @Test(arguments: [true, false]) func aSuccessorMayBeLostWithTheFirst(isBelow: Bool) throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let place = try laptop.folder("place")
        let old = try phone.folder("a", in: place, said: 100)
        try laptop.send(.markFoldersAsRoot, #""folderIds":[\#(old)]"#)
        if isBelow { try laptop.move(folders: [place], to: old) }
        try send(old, to: phone)
        let new = try phone.folder("a", in: place, localId: 3, said: 100)
        #expect(try phone.losses(.folders) == (isBelow ? [place, new] : []))
    }

    /// As others' folders are.
    private func send(_ folder: Int64, to maker: Device) throws {
        let holder = try maker.holder().id
        try maker.library.store.write { transaction in
            try transaction.update(
                .histories,
                where: .and([EditableTable.folders.isInHistories, .equals(.historyRow, .integer(folder))]),
                set: [
                    Assignment(.historyCreator, .integer(-holder)), Assignment(.historyIsNamed, .boolean(false)),
                ])
        }
    }

    @Test func whatOthersMadeOfItIsSentToWhoRepeatsIt() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let id = try phone.folder("a", localId: 5, said: 100)
        #expect(try phone.folder("a", localId: 5, said: 100) == id)
        #expect(try phone.doubts(.folders) == [])
        try laptop.send(.updateFolderName, #""folderId":\#(id),"newFolderName":"b""#)
        #expect(try phone.folder("a", localId: 5, said: 100) == id)
        #expect(try phone.doubts(.folders) == [id])
        #expect(try library.row("folders", id)?["name"] == .string("b"))
    }

    @Test func itIsRememberedAfterARestart() throws {
        let library = try Library()
        let id = try library.device("phone").folder("a", localId: 5, said: 100)
        try library.restart()
        #expect(try library.device("phone").folder("a", localId: 5, said: 100) == id)
    }

    /// F6: moved into another collection before it has an id, it is sent again as it is then.
    @Test func aVisitThatWasMovedIsTheSameLink() throws {
        let library = try Library()
        let now = library.nowSeconds
        let phone = library.device("phone")
        let content = #""url":"https://x.example/","idOfLinkedFolder":null"#
        let id = try phone.create(
            .createANewLink, #""linkType":"HISTORY_LINK",\#(content)"#, localId: 7, said: now - 60)
        let again = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK",\#(content)"#, localId: 7, said: now + 60, at: now + 60)
        #expect(again == id)
        #expect(try library.ids("links") == [id])
    }

    /// F6: queued by the edit and by the manual sync, at different times; F40: but only as the same thing, alive.
    @Test func aLocalIdIsAKeyWithItsNameWhileTheRowLives() throws {
        let library = try Library()
        let now = library.nowSeconds
        let phone = library.device("phone")
        let id = try phone.folder("a", localId: 5, said: now - 60)
        #expect(try phone.folder("a", localId: 5, said: now + 60, at: now + 60) == id)
        // After a local reset the app counts from 1 again, and later than the row was made.
        #expect(try phone.folder("another", localId: 5, said: now + 70, at: now + 70) != id)
        try phone.send(.deleteEverything, "", at: now + 80)
        let afterTheWipe = try phone.folder("a", localId: 5, said: now + 90, at: now + 90)
        #expect(afterTheWipe != id)
        #expect(try library.ids("folders") == [afterTheWipe])
        #expect(try phone.folder("a", localId: 5, said: now - 60, at: now + 90) == id)
        #expect(try library.ids("folders") == [afterTheWipe])
    }

    /// F6: a sync by hand sends it as it was made and as it is now; somebody has deleted it meanwhile.
    @Test func aLaterStateOfWhatIsGoneMakesNothing() throws {
        let library = try Library()
        let now = library.nowSeconds
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let id = try phone.folder("a", said: now)
        try laptop.send(.deleteFolder, #""id":\#(id)"#, at: now + 60)
        #expect(try phone.folder("a", localId: 5, said: now, at: now + 300) == id)
        #expect(try phone.folder("a", localId: 5, said: now + 100, at: now + 300) == id)
        #expect(try library.ids("folders").isEmpty)
    }

    /// F6: it was edited before it was ever sent, and its author deleted it while the queue was being pushed.
    @Test func whatItsMakerQueuedBeforeItsDeletionMakesNothing() throws {
        let library = try Library()
        let now = library.nowSeconds
        let phone = library.device("phone")
        let id = try phone.link("u", type: "SAVED_LINK", localId: 5, said: now + 500)
        try phone.send(.deleteALink, #""id":\#(id)"#, said: now + 520)
        #expect(try phone.link("v", type: "SAVED_LINK", localId: 5, said: now + 510) == id)
        #expect(try library.ids("links").isEmpty)
        #expect(try phone.doubts(.links) == [id])
        let content = #""linkType":"SAVED_LINK","title":"t","url":"v","idOfLinkedFolder":null"#
        #expect(try phone.create(.createANewLink, content, localId: 5, said: now + 530, at: now + 600) != id)
    }

    /// F6: it was renamed before it was ever sent; the later state came, somebody deleted it, and then the earlier comes.
    @Test func whatWasQueuedBeforeItsRowWasNamedMakesNothing() throws {
        let library = try Library()
        let now = library.nowSeconds
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let id = try phone.folder("b", localId: 5, said: now - 10)
        try laptop.send(.deleteFolder, #""id":\#(id)"#, at: now + 60)
        #expect(try phone.folder("a", localId: 5, said: now - 20, at: now + 300) == id)
        #expect(try library.ids("folders").isEmpty)
        // After a local reset the app counts from 1 again.
        #expect(try phone.folder("c", localId: 5, said: now + 400, at: now + 500) != id)
    }

    /// F6: a sync by hand pushes it as it was made and as it is now; that came late, as did what measured the clock.
    @Test(arguments: [WayOfWrite.atOnce, .unknown])
    func whatIsLateWasPushedWithWhatNamedItsRow(way: WayOfWrite) throws {
        let library = try Library()
        let now = library.nowSeconds
        let phone = library.device("phone")
        let id = try phone.folder("a", localId: 5, said: now - 60)
        _ = try phone.create(.addANewPanel, #""panelName":"q""#, said: now - 5, at: now + 20)
        let later =
            #"{"name":"b","note":"","parentFolderId":null,"isArchived":false,"offlineSyncItemId":5,"#
            + #""eventTimestamp":\#(now - 10),"correlation":{"id":"phone","clientName":"x"}}"#
        var write = try #require(Catalog.write(.createFolder)).prepare(try JSONReader.read(Array(later.utf8)))
        write.way = way
        var engine = try Engine(library.store)
        _ = try engine.commit([write], arrivalSeconds: now + 21)[0].get()
        #expect(try (library.ids("folders") == [id]) == (way == .atOnce))
    }

    /// Whoever sends a later state of what it made says no id, so it may have learned none (F6, F41).
    @Test func aLaterStateNamesNoRow() throws {
        let library = try Library()
        let (phone, now) = (library.device("phone"), library.nowSeconds)
        let id = try phone.folder("a", localId: 5, said: now - 60)
        func isNamed() throws -> Bool? { try library.reading { try $0.histories(.folders, [id])[id]?.isNamed } }
        #expect(try phone.folder("b", localId: 5, said: now - 50) == id)
        #expect(try isNamed() == false)
        try phone.send(
            .updateFolder, #""id":\#(id),"name":"c","note":"","parentFolderId":null,"isArchived":false"#)
        #expect(try isNamed() == true)
    }

    /// A creation that was late makes the clock seem to be behind, and all that waited younger than it is.
    @Test func theOffsetOfTheClockMayBeMeasuredInBetween() throws {
        let phone = try Library().device("phone")
        let now = try Library().nowSeconds
        let id = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK","url":"u""#, localId: 5, said: now - 4)
        _ = try phone.create(.addANewPanel, #""panelName":"q""#, said: now + 51, at: now + 60)
        let later = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK","url":"v""#, localId: 5, said: now - 4, at: now + 100)
        #expect(later == id)
    }

    /// F6 again: what was edited before it was ever sent is queued as it is then, too.
    @Test func aLaterStateOfTheSameThingIsAnEdit() throws {
        let library = try Library()
        let phone = library.device("phone")
        let now = library.nowSeconds
        let link = #""linkType":"SAVED_LINK","url":"u""#
        let id = try phone.create(.createANewLink, link, localId: 5, said: now - 60)
        _ = library.takeTold()
        let later = link + #","title":"fetched","note":"n""#
        #expect(try phone.create(.createANewLink, later, localId: 5, said: now - 50) == id)
        #expect(try library.row("links", id)?["title"] == .string("fetched"))
        #expect(library.takeTold() == [.updateLink])
        for body in [link, later] {
            let said = body == link ? now - 60 : now - 50
            #expect(try phone.create(.createANewLink, body, localId: 5, said: said) == id)
        }
        #expect(library.takeTold().isEmpty)
        let folder = try phone.folder("a", localId: 6, said: now - 60)
        #expect(try phone.folder("renamed", localId: 6, said: now - 50) == folder)
        #expect(try library.row("folders", folder)?["name"] == .string("renamed"))
        let tag = try phone.create(.createTag, #""name":"a""#, localId: 7, said: now - 60)
        #expect(try phone.create(.createTag, #""name":"b""#, localId: 7, said: now - 50) == tag)
        #expect(try library.row("tags", tag)?["name"] == .string("b"))
    }

    /// F6: it was archived before it was synced, and brought back once it was; the archived one comes last.
    @Test func whatWasQueuedBeforeTheWholeRowWasSaidByItsIdEditsNothing() throws {
        let library = try Library()
        let phone = library.device("phone")
        let now = library.nowSeconds
        let content = #""title":"t","url":"u","idOfLinkedFolder":null"#
        let id = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK",\#(content)"#, localId: 5, said: now - 60)
        try phone.edit(id, "SAVED_LINK", url: "u")
        let later = try phone.create(
            .createANewLink, #""linkType":"ARCHIVE_LINK",\#(content)"#, localId: 5, said: now - 55)
        #expect(later == id)
        #expect(try library.row("links", id)?["linkType"] == .string("SAVED_LINK"))
    }

    // MARK: Without a name (F37, PROTOCOL §5.6)

    private func nameless(_ localId: Int64, said: Int64) -> String {
        #"{"name":"a","correlation":null,"eventTimestamp":\#(said),"offlineSyncItemId":\#(localId)}"#
    }

    @Test func anAppThatForgotItsNameIsRecognisedByItsLocalId() throws {
        let library = try Library()
        let id = try library.device("phone").folder("a", localId: 5, said: 100)
        #expect(try library.create(.createFolder, nameless(5, said: 100)) == id)
        #expect(try library.create(.createFolder, nameless(6, said: 100)) != id)
        let own = try library.create(.createFolder, nameless(7, said: 200))
        #expect(try library.create(.createFolder, nameless(7, said: 200)) == own)
    }

    @Test func nobodyIsGuessedWhenTwoDevicesSentTheLike() throws {
        let library = try Library()
        let ids = [
            try library.device("phone").folder("a", localId: 5, said: 100),
            try library.device("laptop").folder("a", localId: 5, said: 100),
        ]
        let unknown = try library.create(.createFolder, nameless(5, said: 100))
        #expect(!ids.contains(unknown))
        #expect(try library.create(.createFolder, nameless(5, said: 100)) == unknown)
    }

    @Test func itsCreationsAreToldToNobodyLive() throws {
        let library = try Library()
        _ = try library.create(.createFolder, nameless(5, said: 100))
        #expect(library.takeTold().isEmpty)
        #expect(try library.ids("folders").count == 1)
    }

    @Test func scriptsMayMakeEqualRows() throws {
        let library = try Library()
        let body = #"{"name":"a"}"#
        #expect(try library.create(.createTag, body) != library.create(.createTag, body))
    }

    // MARK: The parent comes later (F21)

    @Test func aRepeatedCreationRevealsItsParent() throws {
        let library = try Library()
        let phone = library.device("phone")
        let child = try phone.folder("child", localId: 15, said: 100)
        let parent = try phone.folder("parent", localId: 14, said: 99)
        _ = library.takeHeard()
        #expect(try phone.folder("child", in: parent, localId: 15, said: 100) == child)
        #expect(try library.row("folders", child)?["parentFolderId"] == .integer(parent))
        #expect(library.takeTold() == [.moveExistingItems])
        try phone.send(.markFoldersAsRoot, #""folderIds":[\#(child)]"#)
        #expect(try phone.folder("child", in: parent, localId: 15, said: 100) == child)
        #expect(try library.row("folders", child)?["parentFolderId"] == .null)
    }
}
