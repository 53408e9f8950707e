import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// What random histories found (docs/sync.md): one test for each rule that came of it.
@Suite struct ConvergenceTests {
    private let page = "https://a.example/x"

    // MARK: Doubts

    @Test func whatTheRowsBroughtTheListStillFiles() {
        let doubt = Doubt(kind: .links, row: 1, stamp: 10, isMissing: true)
        var claim = Claim.nothing
        #expect(doubt.after(claim).isMissing)
        claim.rowsMade = 12
        let left = doubt.after(claim)
        #expect(!left.isMissing && !claim.settles(left, .list))
        claim.listMade = 10
        #expect(claim.settles(left, .list))
    }

    @Test func aDoubtThatIsRaisedAgainKeepsSinceWhenTheRowMayBeMissing() throws {
        let store = InMemoryStore()
        try store.write { transaction in
            let holder = try transaction.addHolder(of: Asker(token: 1), correlation: "").id
            for (stamp, isMissing) in [(Int64(10), true), (20, false)] {
                try transaction.add(Doubt(kind: .links, row: 7, stamp: stamp, isMissing: isMissing), of: holder)
            }
            let doubt = try #require(transaction.doubts(of: holder).first)
            #expect(doubt.stamp == 20 && doubt.missingStamp == 10)
        }
    }

    @Test func aLinkThatStandsTwiceProvesNothingOfTheRowsBetween() throws {
        let library = try Library()
        let laptop = library.device("laptop")
        func endsWithSomethingNew() throws -> Bool {
            try library.reading { store in
                var tree = FolderTree(store)
                let standing = try Standing(store, Asker(token: 77), watermark: 0, .nothing)
                return try RowsPlan(store, standing, tree: &tree).isEndingNew
            }
        }
        _ = try laptop.link(page, type: "SAVED_LINK")
        #expect(try endsWithSomethingNew())
        _ = try library.device("phone").link(page, type: "SAVED_LINK")
        #expect(try !endsWithSomethingNew())
    }

    @Test func theTagsThatADoorbellBringsAreThoseOfItsList() throws {
        let store = InMemoryStore()
        let asker = Asker(token: 1)
        try store.write { transaction in
            let holder = try transaction.addHolder(of: asker, correlation: "")
            let claim = Claim(rowsThrough: 10, listThrough: 10, rowsMade: 20, listMade: 10, isSure: true)
            try transaction.give(GivenNumber(number: 50, holder: holder.id, claim: claim, purpose: .tagsToDelete))
            // More was sent since.
            try transaction.set(.holderPulled, .integer(40), of: holder)
        }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let standing = try Standing(snapshot, asker, watermark: 50, .nothing)
        #expect(standing.mayHaveTag(birth: 15) && !standing.mayHaveTag(birth: 30))
    }

    @Test func whoIsKnownByItsNumberAloneMayHaveTheTagsThatItWasSent() throws {
        let store = InMemoryStore()
        try store.write { transaction in
            let holder = try transaction.addHolder(of: .shared, correlation: "")
            let claim = Claim(rowsThrough: 10, listThrough: 20, rowsMade: 10, listMade: 20, isSure: true)
            try transaction.give(GivenNumber(number: 50, holder: holder.id, claim: claim))
            try transaction.set(.holderPulled, .integer(40), of: holder)
        }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let standing = try Standing(snapshot, .shared, watermark: 50, .nothing)
        #expect(standing.mayHaveTag(birth: 30) && !standing.mayHaveTag(birth: 41))
    }

    // MARK: Links of one URL

    private func isSaidAgain(_ link: Int64, _ library: Library) throws -> Bool {
        try library.reading { try $0.histories(.links, [link])[link]?.retold ?? 0 > 0 }
    }

    @Test func aVisitDoesNotTakeAlongWhatWasOneBefore() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let folder = try phone.folder("f")
        let visit = try phone.link(page, type: "HISTORY_LINK")
        try phone.move(links: [visit], to: folder)
        #expect(try !isSaidAgain(visit, library))
        _ = try laptop.link(page, type: "HISTORY_LINK")
        #expect(try isSaidAgain(visit, library))
        #expect(try phone.losses(.links).contains(visit))
    }

    @Test func whoWasThereWithItsURLIsSentWhatItMayHaveRefused() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let saved = try laptop.link(page, type: "SAVED_LINK")
        try laptop.move(links: [saved], to: try laptop.folder("f"))
        _ = try phone.link(page, type: "SAVED_LINK", localId: 3, said: library.nowSeconds - 500)
        #expect(try phone.losses(.links) == [saved])
        #expect(try laptop.losses(.links).isEmpty)
    }

    @Test func whatWasThereBeforeEverythingWasDeletedIsInTheWayOfWhatComesAfter() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        _ = try phone.link(page, type: "SAVED_LINK")
        try laptop.send(.deleteEverything, "")
        let (same, other) = (
            try laptop.link(page, type: "SAVED_LINK"), try laptop.link(page + "/y", type: "SAVED_LINK")
        )
        #expect(try isSaidAgain(same, library))
        #expect(try !isSaidAgain(other, library))
    }

    /// The phone has the former URL there until it is told, whether the link lives or not.
    @Test(arguments: [true, false]) func whoSendsACreationAgainHasRefusedOthersOfItsURL(isDeleted: Bool) throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let said = library.nowSeconds
        let link = try phone.link(page, type: "SAVED_LINK", said: said)
        if isDeleted {
            try laptop.send(.deleteALink, #""id":\#(link)"#)
        } else {
            try laptop.edit(link, "SAVED_LINK", url: page + "/other")
        }
        let (same, other) = (
            try laptop.link(page, type: "SAVED_LINK"), try laptop.link(page + "/y", type: "SAVED_LINK")
        )
        let told = try library.reading { try $0.histories(.links, [same])[same]?.retold ?? 0 }
        #expect(try phone.link(page, type: "SAVED_LINK", localId: 3, said: said) == link)
        #expect(try library.reading { try $0.histories(.links, [same])[same]?.retold ?? 0 } > told)
        #expect(try !isSaidAgain(other, library))
    }

    @Test func whoEditsALinkThatIsGoneRefusesOthersOfItsNewURL() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let link = try laptop.link(page, type: "SAVED_LINK")
        try laptop.send(.deleteALink, #""id":\#(link)"#)
        let (same, elsewhere) = (
            try laptop.link(page + "/new", type: "SAVED_LINK"), try laptop.link(page + "/new", type: "IMPORTANT_LINK")
        )
        try phone.edit(link, "SAVED_LINK", url: page + "/new")
        #expect(try isSaidAgain(same, library))
        #expect(try !isSaidAgain(elsewhere, library))
    }

    @Test(arguments: [true, false]) func aVisitAfterOneThatIsNoneAnyMoreIsSentToItsAuthorAgain(isDeleted: Bool) throws {
        let library = try Library()
        let phone = library.device("phone")
        let former = try phone.link(page, type: "HISTORY_LINK")
        if isDeleted {
            try phone.send(.deleteALink, #""id":\#(former)"#)
        } else {
            try phone.edit(former, "HISTORY_LINK", url: page + "y")
        }
        let tablet = library.device("tablet")
        let visit = try tablet.link(page, type: "HISTORY_LINK")
        #expect(try tablet.losses(.links).contains(visit))
        let other = try tablet.link(page + "z", type: "HISTORY_LINK")
        #expect(try !tablet.losses(.links).contains(other))
    }

    @Test func whoShowsNoNumberUnderTheSharedTokenIsToldWhatIsGone() throws {
        let library = try Library()
        let phone = library.device("phone")
        let folder = try phone.folder("a")
        let links = [try phone.link(page, type: "SAVED_LINK"), try phone.link(page + "y", type: "SAVED_LINK")]
        try phone.send(.deleteFolder, #""id":\#(folder)"#)
        try phone.send(.deleteMultipleItems, #""folderIds":[],"linkIds":\#(links)"#)
        let told = try library.tombstones()
        let operations = [OperationName.deleteFolder, .deleteALink, .deleteALink].map(\.rawValue)
        #expect(told.compactMap { $0["operation"]?.stringValue } == operations)
        #expect(told.compactMap { $0["payload"]?["id"]?.integerValue } == [folder] + links)
        #expect(told.allSatisfy { $0["payload"]?["eventTimestamp"] == .integer(0) })
        #expect(try library.tombstones(as: Asker(token: 1)).isEmpty)
    }

    private func deletions(of operation: OperationName, after watermark: Int64, _ library: Library) throws -> Int {
        try library.tombstones(after: watermark).filter { $0["operation"] == .string(operation.rawValue) }.count
    }

    /// With the number of the rows that a tag came with, which was deleted then.
    private func libraryWhoseTagIsGone() throws -> (Library, tag: Int64, shown: Int64) {
        let library = try Library()
        let phone = library.device("phone")
        _ = try phone.folder("a")
        let tag = try phone.create(.createTag, #""name":"t""#)
        let shown = try #require(try library.pull()["folders"]?.arrayValue?.first?["eventTimestamp"]?.integerValue)
        try phone.send(.deleteTag, #""id":\#(tag)"#)
        return (library, tag, shown)
    }

    /// It was killed over its first rows.
    @Test func whoShowsTheNumberOfTheFirstRowsIsToldOfTagsThatAreGone() throws {
        let (library, _, shown) = try libraryWhoseTagIsGone()
        #expect(try deletions(of: .copyExistingItems, after: shown, library) > 0)
        #expect(try deletions(of: .deleteTag, after: shown, library) > 0)
    }

    /// With the number that the doorbell's pull shows an app would begin that is killed over them, and its start would be
    /// taken for that pull (PROTOCOL F15).
    @Test func theTagsThatADoorbellBringsCarryItsOwnNumber() throws {
        let (library, tag, shown) = try libraryWhoseTagIsGone()
        let isDoorbell = { (entry: JSONValue) in
            entry["operation"] == .string(OperationName.copyExistingItems.rawValue)
        }
        let doorbell = try #require(try library.tombstones(after: shown).first(where: isDoorbell))
        let number = try #require(doorbell["payload"]?["eventTimestamp"]?.integerValue)
        let brought = try library.pull(after: number - 1)["tags"]?.element(tag)
        #expect(brought?["eventTimestamp"] == .integer(number))
    }

    /// It may have been sent the tag when nobody knew yet whose pull that was (PROTOCOL F41).
    @Test func whoMadeATagUnderTheSharedTokenIsToldTwiceThatItIsGone() throws {
        let library = try Library()
        let made = try library.device("phone").send(.createTag, #""name":"t","offlineSyncItemId":0"#)
        let tag = try #require(made["id"]?.integerValue)
        let shown = try #require(made["timeStampBasedResponse"]?["eventTimestamp"]?.integerValue)
        try library.device("laptop").send(.deleteTag, #""id":\#(tag)"#)
        #expect(try deletions(of: .copyExistingItems, after: shown, library) == 2)
        #expect(try deletions(of: .deleteTag, after: shown, library) == 2)
    }

    /// As may everything that it made.
    @Test func whoMadeAFolderUnderTheSharedTokenIsToldAgainThatItIsGoneWithEverything() throws {
        let library = try Library()
        let phone = library.device("phone")
        let folder = try phone.folder("a")
        library.nowSeconds += 600
        try library.device("laptop").send(.deleteEverything, "")
        #expect(try phone.doubts(.folders) == [folder])
    }

    /// What it made under its name while its first pull was on its way may be gone when that comes.
    @Test(arguments: [(1, true), (90, false)] as [(Int64, Bool)])
    func whoPullsForTheFirstTimeMayHaveMadeWhatIsGone(seconds: Int64, isTold: Bool) throws {
        let library = try Library()
        library.nowSeconds -= seconds
        let laptop = library.device("laptop")
        _ = try laptop.folder("a")
        let link = try library.device("phone").link(page, type: "SAVED_LINK")
        try laptop.send(.deleteALink, #""id":\#(link)"#)
        #expect(try deletions(of: .deleteALink, after: library.watermark(), library) == (isTold ? 1 : 0))
    }

    /// Or its creation comes again, and names what is gone, just after that pull.
    @Test func whoPullsForTheFirstTimeMayBeAboutToLearnTheIDOfWhatIsGone() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let (content, said) = (#""panelName":"p""#, library.nowSeconds)
        let panel = try phone.create(.addANewPanel, content, said: said)
        try laptop.send(.deleteAPanel, #""id":\#(panel)"#)
        library.nowSeconds += 400
        _ = try laptop.folder("a")
        let shown = try library.watermark()
        #expect(try deletions(of: .deleteAPanel, after: shown, library) == 0)
        #expect(try phone.create(.addANewPanel, content, localId: 1, said: said) == panel)
        #expect(try deletions(of: .deleteAPanel, after: shown, library) == 1)
    }

    @Test func visitsOfOnePageAreSaidAgainWhenOneOfThemLeaves() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let visit = try phone.link(page, type: "HISTORY_LINK")
        let edited = try laptop.link(page + "/y", type: "HISTORY_LINK")
        try laptop.edit(edited, "HISTORY_LINK", url: page)
        #expect(try !isSaidAgain(visit, library) && !isSaidAgain(edited, library))
        try laptop.edit(edited, "HISTORY_LINK", url: page + "/z")
        #expect(try isSaidAgain(visit, library) && isSaidAgain(edited, library))
        #expect(try phone.losses(.links) == [visit])
        #expect(try laptop.losses(.links) == [visit])
    }

    @Test func whoHasNotHeardOfAMoveMayRefuseByTheNewURL() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let moved = try laptop.link(page + "/y", type: "SAVED_LINK")
        let before = try phone.link(page, type: "SAVED_LINK")
        try laptop.move(links: [moved], to: try laptop.folder("f"))
        #expect(try !isSaidAgain(before, library))
        try laptop.edit(moved, "FOLDER_LINK", url: page)
        let (after, elsewhere) = (
            try phone.link(page, type: "SAVED_LINK"), try phone.link(page, type: "IMPORTANT_LINK")
        )
        #expect(try isSaidAgain(before, library) && isSaidAgain(after, library))
        #expect(try !isSaidAgain(elsewhere, library))
    }

    @Test func whatWasMovedWithoutAWordMayHaveRefusedByTheFormerURL() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let refused = try phone.link(page, type: "SAVED_LINK")
        let other = try phone.link(page, type: "IMPORTANT_LINK")
        let visit = try laptop.link(page, type: "HISTORY_LINK")
        try laptop.edit(visit, "SAVED_LINK", url: page + "/y")
        #expect(try isSaidAgain(refused, library) && !isSaidAgain(other, library))
    }

    @Test func whatComesWhereALinkIsThatHadItsURLElsewhereMayBeRefused() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let folder = try laptop.folder("f")
        let renamed = try laptop.link(page, type: "SAVED_LINK")
        try laptop.edit(renamed, "SAVED_LINK", url: page + "/y")
        try laptop.move(links: [renamed], to: folder)
        let (refused, other) = (try phone.link(page, in: folder), try phone.link(page + "/z", in: folder))
        #expect(try isSaidAgain(refused, library) && !isSaidAgain(other, library))
    }

    @Test func whoseMoveDoesNotStandMayRefuseWhatIsThere() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let (folder, other) = (try laptop.folder("f"), try laptop.folder("g"))
        let refused = try laptop.link(page, in: folder)
        let moved = try laptop.link(page, type: "SAVED_LINK")
        library.nowSeconds += 100
        try laptop.move(links: [moved], to: other)
        #expect(try !isSaidAgain(refused, library))
        try phone.move(links: [moved], to: folder, said: library.nowSeconds - 50)
        #expect(try isSaidAgain(refused, library))
    }

    @Test func whoMovesALinkThatIsGoneRefusesOthersOfItsURLThere() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let folder = try laptop.folder("f")
        let link = try laptop.link(page, type: "SAVED_LINK")
        try laptop.send(.deleteALink, #""id":\#(link)"#)
        let (same, other) = (try laptop.link(page, in: folder), try laptop.link(page + "/y", in: folder))
        #expect(try !isSaidAgain(same, library))
        try phone.move(links: [link], to: folder)
        #expect(try isSaidAgain(same, library) && !isSaidAgain(other, library))
    }

    /// The folder's own creation comes later.
    @Test func aLinkThatCameBeforeItsFolderIsThereForItsMaker() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        _ = try phone.link(page)
        let (folder, elsewhere) = (try phone.folder("f", localId: 1), try laptop.folder("g", localId: 1))
        let refused = try laptop.link(page, in: folder)
        let other = try laptop.link(page, in: elsewhere, said: library.nowSeconds - 1)
        #expect(try isSaidAgain(refused, library) && !isSaidAgain(other, library))
    }

    /// What a phone would be sent that has applied a list, and lacks a link that was said again: a doubted one before that
    /// list, or else one that it has never been sent, after it.
    /// - Parameter isMeanwhile: the doubted one was said again since the rows of this start were answered.
    private func plans(
        doubted: Bool, hasOther: Bool = false, isMeanwhile: Bool = false
    ) throws -> (rows: RowsPlan, list: ListPlan, link: Int64) {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        _ = try phone.folder("a")
        let link = try laptop.link(page, type: "SAVED_LINK")
        let holder = try phone.holder().id
        let last = try library.reading { try $0.lastStamp() }
        try library.store.write { transaction in
            let isIt = Predicate.and([EditableTable.links.isInHistories, .equals(.historyRow, .integer(link))])
            let retold = doubted && !isMeanwhile ? last : last + 1
            try transaction.update(.histories, where: isIt, set: [Assignment(.historyRetold, .integer(retold))])
            let claim = Claim(
                rowsThrough: doubted ? last : 0, listThrough: last, rowsMade: 0, listMade: last, isSure: true)
            try transaction.give(GivenNumber(number: 7, holder: holder, claim: claim))
            if doubted {
                let doubt = Doubt(kind: .links, row: link, stamp: last, isMissing: true)
                try transaction.add(doubt, of: holder)
            }
        }
        library.nowSeconds += 100
        if hasOther { _ = try laptop.folder("b") }
        return try library.reading { store in
            var tree = FolderTree(store)
            let standing = try Standing(store, .shared, watermark: 7, .nothing)
            let answered = StartPair(
                through: last, newestThrough: last, count: 0, isEmpty: true, numbers: nil, ending: .none,
                endingIsNew: false)
            let list = try ListPlan(store, standing, after: isMeanwhile ? answered : nil)
            return (try RowsPlan(store, standing, tree: &tree), list, link)
        }
    }

    @Test func whatWasSaidAgainForAnotherDeviceComesAsARow() throws {
        let (rows, list, link) = try plans(doubted: false)
        #expect(rows.links.named == [link])
        #expect(!list.entries.contains { $0.operation == .createANewLink })
    }

    /// A creation that a queue holds for ever says others of its URL again at every start (PROTOCOL F7).
    @Test func aLinkThatIsSaidAgainWhileTheListWaitsForRowsComesByThatList() throws {
        let (_, list, _) = try plans(doubted: true, hasOther: true, isMeanwhile: true)
        #expect(list.entries.map(\.operation).suffix(2) == [.deleteALink, .createANewLink])
    }

    @Test func aLinkThatWasSaidAgainAndMayBeLackingComesByTheList_untilThatIsProven() throws {
        for hasOther in [false, true] {
            let (rows, list, link) = try plans(doubted: true, hasOther: hasOther)
            #expect(rows.links.named.isEmpty)
            #expect(list.entries.map(\.operation).suffix(2) == [.deleteALink, .createANewLink])
            #expect(rows.leftOut.map(\.row) == (hasOther ? [link] : []))
        }
    }

    // MARK: What was put where it is not there

    /// Sockets told of the entry, and the phone passed over it.
    @Test(arguments: [true, false]) func whatWasPutIntoAPanelThatMayBeMissingComesWithIt(isSince: Bool) throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        _ = try phone.folder("a")
        let (folder, panel) = (try laptop.folder("b"), try laptop.create(.addANewPanel, #""panelName":"p""#))
        let before = try library.reading { try $0.lastStamp() }
        let entry = try laptop.create(
            .addANewFolderInAPanel,
            #""folderId":\#(folder),"panelPosition":0,"folderName":"b","connectedPanelId":\#(panel)"#)
        let last = try library.reading { try $0.lastStamp() }
        let holder = try phone.holder().id
        try library.store.write { transaction in
            let claim = Claim(rowsThrough: last, listThrough: last, rowsMade: 0, listMade: 0, isSure: true)
            try transaction.give(GivenNumber(number: 7, holder: holder, claim: claim))
            let doubt = Doubt(kind: .panels, row: panel, stamp: isSince ? before : last, isMissing: true)
            try transaction.add(doubt, of: holder)
        }
        let rows = try library.reading { store in
            var tree = FolderTree(store)
            return try RowsPlan(store, Standing(store, .shared, watermark: 7, .nothing), tree: &tree)
        }
        #expect(rows.panels.map(\.id) == [panel])
        #expect(rows.panelFolders.map(\.id) == (isSince ? [entry] : []))
    }

    /// It ignored the move, and deletes the link with the folder.
    @Test(arguments: [true, false]) func whatSocketsToldAnOldAppOfAMoveProvesNothing(knowsSeveral: Bool) throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        _ = try phone.folder("a")
        let (folder, other) = (try laptop.folder("b"), try laptop.folder("c"))
        let link = try laptop.link(page, in: folder)
        try laptop.move(links: [link], to: other)
        let last = try library.reading { try $0.lastStamp() }
        try library.store.write { transaction in
            var holder = try #require(try transaction.holder(of: .shared, correlation: "phone"))
            if knowsSeveral { try transaction.noteKnowingSeveral(&holder) }
            let claim = Claim(rowsThrough: last, listThrough: last, rowsMade: 0, listMade: 0, isSure: true)
            try transaction.give(GivenNumber(number: 7, holder: holder.id, claim: claim))
            try transaction.set(.holderShown, .integer(7), of: holder)
            try transaction.set(.holderHeard, .integer(Holder.isListening), of: holder)
        }
        try laptop.send(.deleteFolder, #""id":\#(folder)"#)
        #expect(try phone.losses(.links) == (knowsSeveral ? [] : [link]))
    }

    // MARK: What a device made itself

    /// What the phone would be sent that shows a number given so long after it made a folder, which the laptop moved.
    private func rows(after seconds: Int64, _ library: Library) throws -> RowsPlan {
        let phone = library.device("phone")
        let folder = try phone.folder("a")
        let laptop = library.device("laptop")
        let other = try laptop.folder("b")
        try laptop.send(
            .moveExistingItems,
            #""folderIds":[\#(folder)],"linkIds":[],"linkType":"FOLDER_LINK","newParentFolderId":\#(other)"#)
        let holder = try phone.holder().id
        let birth = try library.reading { try #require($0.histories(.folders, [folder])[folder]).birth }
        var claim = Claim.nothing
        claim.rowsThrough = birth - 1
        try library.store.write { transaction in
            try transaction.give(GivenNumber(number: birth + seconds, holder: holder, claim: claim))
        }
        return try library.reading { store in
            var tree = FolderTree(store)
            return try RowsPlan(
                store, Standing(store, .shared, watermark: birth + seconds, .nothing), awaitedAnswers: .none,
                tree: &tree)
        }
    }

    @Test func anOwnFolderThatWasMovedComesAsARowOnceALaterStartIsProven_andWaitsForTheQueue() throws {
        let sooner = try rows(after: 5, Library())
        #expect(sooner.folders.map(\.folder.name) == ["b"])
        #expect(sooner.provesStart && !sooner.mayComeAgain)
        let later = try rows(after: 60, Library())
        #expect(later.folders.count == 2)
        #expect(later.mayComeAgain && !later.provesStart)
    }

    @Test func whatIsMadeInADeadFolderIsLostWithIt() throws {
        let library = try Library()
        let phone = library.device("phone")
        let dead = try phone.folder("dead")
        try library.device("laptop").send(.deleteFolder, #""id":\#(dead)"#)
        let child = try phone.folder("child", in: dead, localId: 2, said: 100)
        let (below, inside) = (try phone.folder("below", in: child, localId: 3), try phone.link(page, in: child))
        #expect(try phone.losses(.folders) == [child, below])
        #expect(try phone.losses(.links) == [inside])
        let holder = try phone.holder().id
        let histories = try library.reading { try $0.histories(.folders, [child, below]) }
        #expect(histories.values.allSatisfy { $0.isLost(by: holder) })
        #expect(try phone.folder("child", in: dead, localId: 2, said: 100) == child)
    }

    @Test func whatIsCopiedIntoAFolderThatWasMadeInADeadOneIsLostWithIt() throws {
        let library = try Library()
        let phone = library.device("phone")
        let (dead, source) = (try phone.folder("dead"), try phone.folder("source"))
        try library.device("laptop").send(.deleteFolder, #""id":\#(dead)"#)
        let child = try phone.folder("child", in: dead)
        let answer = try phone.send(
            .copyExistingItems,
            #""folders":[{"currentFolder":{"localId":41,"remoteId":\#(source)},"links":[],"childFolders":[]}],"#
                + #""linkIds":{},"linkType":"FOLDER_LINK","newParentFolderId":\#(child)"#)
        let copied = answer["folders"]?.arrayValue?.first?["currentFolder"]?["remoteId"]?.integerValue
        #expect(try phone.losses(.folders) == [child, try #require(copied)])
    }

    @Test func whatIsMadeInAFolderThatWasPutIntoADeadOneIsLostWithIt() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let (dead, other, fine) = (try phone.folder("dead"), try laptop.folder("other"), try laptop.folder("fine"))
        try laptop.send(.deleteFolder, #""id":\#(dead)"#)
        try phone.move(folders: [other], to: dead)
        // A frame told of this one, which was not confirmed.
        let unconfirmed = Doubt(kind: .folders, row: fine, stamp: 1, isMissing: true)
        let holder = try phone.holder().id
        try library.store.write { try $0.add(unconfirmed, of: holder) }
        _ = try phone.link(page + "y", in: fine)
        let inside = try phone.link(page, in: other)
        #expect(try phone.losses(.links) == [inside])
    }

    // MARK: Creations

    @Test func aTagThatIsGoneIsDeletedWhereItsCreationComesAgain() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let tag = try phone.create(.createTag, #""name":"t""#, said: 100)
        try laptop.send(.deleteEverything, "")
        // Long ago, and settled.
        try library.store.write { try $0.delete(.doubts, where: .everything) }
        #expect(try phone.create(.createTag, #""name":"t""#, localId: 1, said: 100) == tag)
        #expect(try phone.doubts(.tags) == [tag])
    }

    @Test func theQueueMayOvertakeTheRequestThatWasFirst() throws {
        let library = try Library()
        let phone = library.device("phone")
        let queued = try phone.create(
            .createFolder, #""name":"a","note":"n","parentFolderId":null,"isArchived":false"#, localId: 4, said: 100)
        #expect(try phone.folder("a", said: 100) == queued)
        #expect(try library.ids("folders") == [queued])
        #expect(try library.row("folders", queued)?["note"]?.stringValue == "n")
    }

    @Test func whatIsDeadComesBackInNoOtherWordsEither() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let online = try phone.link(page, type: "SAVED_LINK", said: 100)
        try laptop.send(.deleteALink, #""id":\#(online)"#)
        let again = try phone.create(
            .createANewLink, #""linkType":"SAVED_LINK","title":"edited","url":"\#(page)","idOfLinkedFolder":null"#,
            localId: 4, said: 100)
        #expect(again == online)
        #expect(try library.ids("links").isEmpty)
    }

    @Test func tagsThatHadNoIdsAreRevealed() throws {
        let library = try Library()
        let phone = library.device("phone")
        let body = #""linkType":"SAVED_LINK","title":"t","url":"\#(page)","idOfLinkedFolder":null"#
        let link = try phone.create(.createANewLink, body + #","tags":[0]"#, said: 100)
        let tag = try phone.create(.createTag, #""name":"tag""#)
        #expect(try phone.create(.createANewLink, body + #","tags":[\#(tag)]"#, localId: 2, said: 100) == link)
        #expect(try library.reading { try $0.tags(of: LinkID(link)) } == [TagID(tag)])
    }

    @Test func aLinkThatWaitsInItsOwnFolderIsNotSentAsARow() throws {
        let phone = try Library().device("phone")
        let folder = try phone.folder("f", said: 100)
        let link = try phone.link(page, in: folder, said: 101)
        #expect(try phone.folder("f", localId: 1, said: 100) == folder)
        #expect(try phone.doubts(.links) == [link])
        #expect(try phone.losses(.links).isEmpty)
    }

    @Test func theListOfAStartThatSendsACreationAgainSettlesNothingOfIt() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let link = try phone.link(page, type: "SAVED_LINK", said: 100)
        try laptop.send(.updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"b""#)
        #expect(try phone.link(page, type: "SAVED_LINK", localId: 1, said: 100) == link)
        let (last, doubts) = try library.reading {
            (try $0.lastStampAndWrite().stamp, try $0.doubts(of: phone.holder().id))
        }
        let doubt = try #require(doubts.first)
        #expect(doubts.map(\.row) == [link] && doubt.stamp > last)
    }

    @Test(arguments: [true, false]) func whileItsMakerMayNotKnowARowNoListSettlesWhatIsSaidOfIt(isNamed: Bool) throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let folder = try phone.folder("a")
        let note = #""folderId":\#(folder),"newNote":"n""#
        if isNamed { try phone.send(.updateFolderNote, note) }
        try laptop.send(.updateFolderNote, note)
        let (last, doubts) = try library.reading {
            (try $0.lastStampAndWrite().stamp, try $0.doubts(of: phone.holder().id))
        }
        #expect(doubts.map { $0.stamp > last } == (isNamed ? [] : [true]))
    }

    /// Rows that were answered before left it to the list (PROTOCOL F41).
    @Test func whatIsDoubtedOfARowIsDoubtedAnewWhenItsMakerNamesIt() throws {
        let library = try Library()
        let phone = library.device("phone")
        let source = try phone.folder("a")
        let answer = try phone.send(
            .copyExistingItems,
            #""folders":[{"currentFolder":{"localId":41,"remoteId":\#(source)},"links":[],"childFolders":[]}],"#
                + #""linkIds":{},"linkType":"FOLDER_LINK","newParentFolderId":-2"#)
        let copied = answer["folders"]?.arrayValue?.first?["currentFolder"]?["remoteId"]?.integerValue
        let copy = try #require(copied)
        let note = #""newNote":"n""#
        let waited = library.nowSeconds
        library.nowSeconds += 60
        try phone.send(.updateFolderNote, #""folderId":\#(source),"# + note, said: waited)
        #expect(try phone.doubts(.folders).contains(copy))
        let before = try library.reading { try $0.lastStampAndWrite().stamp }
        try phone.send(.updateFolderNote, #""folderId":\#(copy),"# + note)
        let doubts = try library.reading { try $0.doubts(of: phone.holder().id) }
        #expect(doubts.contains { $0.row == copy && $0.stamp > before })
    }

    // MARK: Times

    @Test func whatComesWhenNoQueueIsPushedWasSentAtOnce() {
        var times = QueueTimes()
        let asker = Asker(token: 1)
        var seen = [times.wayOfWrite(asker, nowMilliseconds: 0)]
        times.pulled(asker, nowMilliseconds: 1_000)
        for now in [Int64(5_000), 9_000, 20_000] { seen.append(times.wayOfWrite(asker, nowMilliseconds: now)) }
        times.pulled(.shared, nowMilliseconds: 1_000)
        seen.append(times.wayOfWrite(.shared, nowMilliseconds: 90_000))
        #expect(seen == [.unknown, .unknown, .unknown, .atOnce, .unknown])
    }

    /// An app that was running when the server started does not pull again.
    @Test func whoHasNotPulledSinceTheBeginningPushesNoQueue() {
        var times = QueueTimes(beganMilliseconds: 0)
        let asker = Asker(token: 1)
        var seen: [WayOfWrite] = []
        for now in [Int64(4_000), 8_000, 20_000] { seen.append(times.wayOfWrite(asker, nowMilliseconds: now)) }
        times.pulled(asker, nowMilliseconds: 21_000)
        for now in [Int64(22_000), 40_000] { seen.append(times.wayOfWrite(asker, nowMilliseconds: now)) }
        #expect(seen == [.unknown, .unknown, .atOnceIfItPulls, .unknown, .atOnce])
    }

    /// Nobody can say which of them pulled.
    @Test func underTheSharedTokenNoQueueIsPushedWhileAllAreSilent() {
        var times = QueueTimes(beganMilliseconds: 0)
        times.pulled(.shared, nowMilliseconds: 10_000)
        let seen = [Int64(12_000), 16_000, 30_000].map { times.wayOfWrite(.shared, nowMilliseconds: $0) }
        #expect(seen == [.unknown, .unknown, .atOnceIfItPulls])
    }

    @Test func whoAsksForEverythingAMomentAfterItHadSomethingIsNotSetUpAnew() {
        var showings = FirstShowings()
        func isOvertaken(_ watermark: Int64, _ now: Int64, _ asker: Asker = Asker(token: 1)) -> Bool {
            showings.overtaking(Pull(.rows, asker, watermark: watermark), nowMilliseconds: now) == .certain
        }
        #expect([isOvertaken(0, 0), isOvertaken(7, 5_000), isOvertaken(0, 30_000)] == [false, false, true])
        #expect([isOvertaken(8, 30_000), isOvertaken(0, 50_000), isOvertaken(0, 50_001)] == [false, false, false])
        #expect([isOvertaken(9, 60_000), isOvertaken(0, 61_000)] == [false, true])
        #expect([isOvertaken(7, 0, .shared), isOvertaken(0, 1, .shared)] == [false, false])
    }

    @Test func soonAfterAStartWhoHasShownHisFirstNumberAloneMayHaveBeenOvertaken() throws {
        var showings = FirstShowings(beganMilliseconds: 0)
        let pull = Pull(.rows, Asker(token: 1), watermark: 0)
        let seen = [Int64(30_000), 40_000].map { showings.overtaking(pull, nowMilliseconds: $0) }
        #expect(seen == [.ofFirstNumber, .none])
        let store = InMemoryStore()
        var told = ToldBySockets.nothing
        told.overtaking = .ofFirstNumber
        for (shown, isSame) in [(Int64(50), true), (60, false)] {
            try store.write { transaction in
                var holder = try transaction.holder(of: pull.asker, correlation: "")
                if holder == nil { holder = try transaction.addHolder(of: pull.asker, correlation: "") }
                let device = try #require(holder)
                for (column, value) in [
                    (Column.holderGiven, Int64(50)), (.holderShown, shown), (.holderHints, Holder.hasShownHint),
                ] {
                    try transaction.set(column, .integer(value), of: device)
                }
            }
            let snapshot = try store.snapshot()
            defer { snapshot.close() }
            #expect(try (Standing(snapshot, pull.asker, watermark: 0, told).holder != nil) == isSame)
        }
    }

    @Test func whatAListSaysOfARowMayUndoAnEdit() throws {
        let row = RowName(kind: .folders, id: 7)
        var live = told([], listed: [row])
        let operation = try #require(Catalog.write(.createTag))
        var write = try operation.prepare(try JSONReader.read(Array(#"{"name":"t"}"#.utf8)))
        write.asker = Asker(token: 1)
        let told = [Int64(2_000), 60_000].map {
            live.dated(write, nowMilliseconds: $0).sentLately.rowsInLists(to: .token(1))
        }
        #expect(told == [[row], []])
    }

    @Test func whatAListSaysOfARowMayUndoTheRowsOfALaterPull() throws {
        let store = InMemoryStore()
        let row = RowName(kind: .folders, id: 7)
        var live = told([], to: try give([9, 20], store))
        live.listSent(
            Asker(token: 1),
            ListReport(holder: 5, tagsDeleted: [], linksMade: [], rowsTold: [row], through: 30, numbers: [20]),
            nowMilliseconds: 1_000)
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let told = try [(9, 2_000), (20, 2_000), (9, 60_000)].map { (shown: Int64, now: Int64) in
            let pull = Pull(.rows, Asker(token: 1), watermark: shown)
            return live.told(pull, nowMilliseconds: now).toldLately(
                to: try Standing(snapshot, pull.asker, watermark: shown, .nothing))
        }
        #expect(told == [[row: 30], [:], [:]])
    }

    @Test(arguments: [(ClaimPurpose.ring, Int64(51)), (.watermark, 50)])
    func whoHasMadeTheDoorbellsPullIsAtTheDoorbellsNumber(purpose: ClaimPurpose, carried: Int64) throws {
        let store = InMemoryStore()
        let asker = Asker(token: 1)
        let holder = try give([49, 51], store)
        try store.write { transaction in
            try transaction.give(GivenNumber(number: 50, holder: holder, claim: .unsure, purpose: purpose))
        }
        let snapshot = try store.snapshot()
        let prepared = try PreparedPull(Pull(.rows, asker, watermark: 50), snapshot)
        snapshot.close()
        let note = try #require(prepared.note)
        try store.write { transaction in
            #expect(try note.perform(transaction, clock: 1_000) { 60 }.carried == carried)
            let device = try #require(try transaction.holder(holder))
            #expect(try transaction.number(for: device) { 0 } == carried)
        }
    }

    /// Such a one only seemed to go back: a pull was late, or an older app had the token before.
    @Test(arguments: [true, false]) func itIsNotTheTurnOfRowsThatMisfileLinks(isFrom017: Bool) throws {
        let store = InMemoryStore()
        let asker = Asker(token: 1)
        try store.write { transaction in
            let holder = try transaction.addHolder(of: asker, correlation: "a")
            try transaction.set(.holderHints, .integer(Holder.goesBackHint), of: holder)
            try transaction.give(
                GivenNumber(number: 50, holder: holder.id, claim: .unsure, purpose: .listAgain))
        }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let standing = try Standing(snapshot, asker, watermark: 50, .nothing, isFrom017: isFrom017)
        #expect(standing.isTurnOfRows == !isFrom017)
    }

    @Test func stampsThatRunAheadOfTheClockTellNoTime() {
        #expect(StampGate(last: 90).clock(nowSeconds: 60) == 52)
        #expect(StampGate(last: 10).clock(nowSeconds: 60) == 10)
    }

    @Test func howLongAgoAStampWasGivenTellsTheClock() throws {
        var live = Live<Int>(latest: 100, nowMilliseconds: 0)
        live.advance(to: 190)
        let pull = Pull(.rows, Asker(token: 1), watermark: 0)
        let told = [Int64(10_000), 30_000, 40_000].map { live.told(pull, nowMilliseconds: $0) }
        #expect(told.map(\.stampLongAgo) == [nil, 100, 190])
        let store = InMemoryStore()
        try store.write { try $0.setFact(FactName.lastStamp, 200) }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let clocks = try told.map { try Standing(snapshot, pull.asker, watermark: 0, $0).clock }
        #expect(clocks == [200, 130, 200])
    }

    /// What its device had sent before it showed one may be late.
    @Test func aWriteMayBeUndoneByAnyAnswerThatLeftLately() throws {
        var live = told([])
        let operation = try #require(Catalog.write(.createTag))
        var write = try operation.prepare(try JSONReader.read(Array(#"{"name":"t"}"#.utf8)))
        write.asker = Asker(token: 1)
        for (index, shown) in [Int64(9), 9, 30].enumerated() {
            live.rowsSent(
                write.asker,
                RowsReport(
                    holder: 5, isAnonymous: false, through: 200 + Int64(index), base: DeliveryBase(rows: 1, list: 1),
                    count: 1, number: shown, knowsSeveral: true, provenThrough: 100, appliesAllFrames: true,
                    shown: shown, numbers: [20 + 10 * Int64(index)], doubted: [RowName(kind: .tags, id: 7)]),
                nowMilliseconds: 1_000)
        }
        let answers = live.dated(write, nowMilliseconds: 2_000).sentLately.answers(to: .token(1))
        #expect(answers.map(\.through) == [200, 201, 202])
        let held = [(7, 50), (8, 50), (8, 101)].map { row, stamp in
            answers[0].mayHold(RowName(kind: .tags, id: row), stamp: stamp)
        }
        #expect(held == [true, false, true])
        #expect(live.dated(write, nowMilliseconds: 60_000).sentLately.answers(to: .token(1)).isEmpty)
    }

    @Test func aPullIsAnsweredOnceThoughItComesTwiceAtOnce() {
        var pairs = StartPairs()
        let pull = Pull(.rows, Asker(token: 1), watermark: 5)
        var begun = [pairs.begin(pull, now: 0), pairs.begin(pull, now: 1)]
        pairs.rowsFailed(pull)
        begun.append(pairs.begin(pull, now: 2))
        pairs.rowsAnswered(pull, Self.pair(rows: 40), atMilliseconds: 10)
        begun += [pairs.begin(pull, now: 11), pairs.begin(pull, now: 60_000)]
        #expect(begun == [true, false, true, false, true])
    }

    @Test func aListWaitsLongerForMoreRows() {
        for (rows, wait) in [(1, Int64(250)), (20, 1_200), (5_000, 3_200)] {
            var pairs = StartPairs()
            let pull = Pull(.rows, Asker(token: 1), watermark: 5)
            pairs.rowsAnswered(pull, Self.pair(rows: rows), atMilliseconds: 0)
            let list = Pull(.list, Asker(token: 1), watermark: 5)
            #expect(pairs.waitMilliseconds(list, askedAtMilliseconds: 0, now: wait - 1) == 1)
            #expect(pairs.waitMilliseconds(list, askedAtMilliseconds: 0, now: wait) == nil)
        }
    }

    private static func pair(rows: Int) -> StartPair {
        StartPair(
            through: 1, newestThrough: 1, count: rows, isEmpty: false, numbers: nil, ending: .none, endingIsNew: false)
    }

    // MARK: Sockets

    /// A socket that was told one thing after the other, from a second after it was opened on.
    /// - Parameter listed: rows that a list says, which left before.
    private func told(
        _ panels: [Int64] = [3], appliesAllFrames: Bool = true, listed: Set<RowName> = [], to holder: Int64 = 5,
        hasPulled: Bool = true
    ) -> Live<Int> {
        var live = Live<Int>(latest: 100)
        let asker = Asker(token: 1)
        live.open(
            1, id: 1, asker: asker, correlation: Correlation(id: "a", clientName: "x"), nowMilliseconds: 0)
        live.introduce(
            1,
            Introduction(
                holder: holder, number: 9, isLinked: true, knowsSeveral: true, provenThrough: 100, heardBefore: 0),
            nowMilliseconds: 0)
        guard hasPulled else { return live }
        live.rowsSent(
            asker,
            RowsReport(
                holder: holder, isAnonymous: false, through: 100, base: DeliveryBase(rows: 100, list: 100), count: 0,
                number: 9, knowsSeveral: true, provenThrough: 100, appliesAllFrames: appliesAllFrames),
            nowMilliseconds: 0)
        live.listSent(
            asker, ListReport(holder: holder, tagsDeleted: [], linksMade: [], rowsTold: listed), nowMilliseconds: 0)
        for (index, panel) in panels.enumerated() {
            tell(&live, panel, stamp: 101 + Int64(index), nowMilliseconds: 1_000 + 500 * Int64(index))
        }
        return live
    }

    private func tell(_ live: inout Live<Int>, _ panel: Int64, stamp: Int64, nowMilliseconds: Int64) {
        var payload = UpdatePanelName()
        payload.panelId = PanelID(panel)
        tell(&live, .updateAPanelName, payload, stamp: stamp, nowMilliseconds: nowMilliseconds)
    }

    private func tell(
        _ live: inout Live<Int>, _ operation: OperationName, _ payload: some Payload, stamp: Int64,
        nowMilliseconds: Int64
    ) {
        var news = News(stamp: stamp)
        news.announcements = [
            Announcement(operation, .payload(payload), by: .anonymous, asker: .shared, stamp: stamp)
        ]
        live.tell(news)
        #expect(live.due(nowMilliseconds: nowMilliseconds).count == 1)
    }

    /// A move may have put something into the folder -45454, and a folder that is not there is taken for that one.
    @Test(arguments: [true, false]) func whoMayLackFoldersIsToldOfTheirDeletionOneByOne(hasPulled: Bool) {
        var live = told([], hasPulled: hasPulled)
        var items = SeveralItems()
        (items.folderIds, items.linkIds) = ([FolderID(3), FolderID(4)], [LinkID(5), LinkID(6)])
        var news = News(stamp: 101)
        news.announcements = [
            Announcement(.deleteMultipleItems, .payload(items), by: .anonymous, asker: .shared, stamp: 101)
        ]
        live.tell(news)
        let told = (0..<4).flatMap { live.due(nowMilliseconds: 60_000 + 200 * $0) }.map(\.announcement)
        let several = OperationName.deleteMultipleItems
        #expect(told.map(\.operation) == (hasPulled ? [several] : [.deleteFolder, .deleteFolder, several]))
        let rows = told.flatMap { $0.rowsTold ?? [] }
        #expect(rows.map(\.id) == [3, 4, 5, 6] && rows.map(\.kind) == [.folders, .folders, .links, .links])
    }

    @Test func anAnswerToAPingThatIsHeldUpProvesNothingYet() {
        var onTime = told()
        let prompt = onTime.ponged(1, afterMilliseconds: 100, nowMilliseconds: 15_100)?.through
        #expect(prompt == 101)
        var late = told()
        let heldUp = [
            late.ponged(1, afterMilliseconds: 6_000, nowMilliseconds: 21_000),
            late.ponged(1, afterMilliseconds: 0, nowMilliseconds: 30_000),
        ]
        #expect(heldUp.map { $0?.through } == [nil, 101])
    }

    @Test func anAnswerToAPingIsHeldUpAlsoWhereTheOneBeforeWasABit() {
        var live = told()
        #expect(live.ponged(1, afterMilliseconds: 900, nowMilliseconds: 15_900)?.through == 101)
        tell(&live, 4, stamp: 102, nowMilliseconds: 28_000)
        let confirmed = [
            live.ponged(1, afterMilliseconds: 1_600, nowMilliseconds: 31_600),
            live.ponged(1, afterMilliseconds: 100, nowMilliseconds: 45_100),
        ]
        #expect(confirmed.map { $0?.through } == [nil, 102])
    }

    @Test func whatAListThatIsLateMayUndoIsToldAgain() {
        let (said, other) = (RowName(kind: .panels, id: 3), RowName(kind: .panels, id: 4))
        var undone = told([3, 4], listed: [said])
        #expect(undone.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)?.doubtful.map(\.row) == [said])
        var apart = told([3], listed: [other])
        #expect(apart.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)?.doubtful.isEmpty == true)
    }

    @Test func whatAListThatIsLateMakesAnewMayBeLackingWhereAFrameToldOfIt() {
        var live = told()
        live.listSent(
            Asker(token: 1),
            ListReport(
                holder: 5, tagsDeleted: [], linksMade: [8], rowsTold: [RowName(kind: .links, id: 8)]),
            nowMilliseconds: 1_500)
        var title = UpdateLinkTitle()
        title.linkId = LinkID(8)
        tell(&live, .updateLinkTitle, title, stamp: 102, nowMilliseconds: 2_000)
        #expect(live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)?.doubtful.map(\.isMissing) == [true])
    }

    @Test func nothingIsToldWhileAListDeletesTheTagsThatItBroughtBack() {
        var live = told()
        let asker = Asker(token: 1)
        live.rowsBegin(asker)
        live.rowsEnded(asker, nil, nowMilliseconds: 2_000)
        var news = News(stamp: 110)
        news.announcements = [
            Announcement(
                .deleteEverything, .payload(Origin()), by: .anonymous, asker: .shared, stamp: 110)
        ]
        live.tell(news)
        let frames = [Int64(2_100), 4_000].map { live.due(nowMilliseconds: $0).count }
        #expect(frames == [0, 1])
    }

    @Test func whatCouldNotBeConfirmedIsConfirmedByTheNextPong() throws {
        var live = told()
        let confirmation = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)
        let first = try #require(confirmation)
        let again = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 30_000)
        #expect(again == nil)
        live.couldNotConfirm(1, first)
        let last = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 45_000)?.through
        #expect(last == 101)
    }

    @Test func appsBefore017MayHaveDroppedAFrameThatWasFollowedSoon() {
        var new = told([3, 4])
        let all = new.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)
        #expect(all?.through == 102 && all?.doubtful.isEmpty == true)
        var old = told([3, 4], appliesAllFrames: false)
        let some = old.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)
        #expect(some?.through == 102 && some?.doubtful.map(\.row) == [RowName(kind: .panels, id: 3)])
    }

    private func frames(
        _ operation: OperationName, _ payload: any Payload, stamp: Int64, makes: RowName? = nil, tag: ToldTag? = nil,
        of live: inout Live<Int>, at now: Int64
    ) -> Int {
        var news = News(stamp: stamp)
        news.announcements = [
            Announcement(
                operation, .payload(payload), by: .anonymous, asker: .shared, stamp: stamp, makes: makes, tag: tag)
        ]
        live.tell(news)
        return live.due(nowMilliseconds: now).count
    }

    /// Apps up to 0.14.0 drop a frame for the next one (PROTOCOL F24), and throw at what they are told of that tag (F15).
    @Test(arguments: [true, false]) func whatFollowsATagWaitsForThePongBehindIt(pongComes: Bool) {
        var live = told([], appliesAllFrames: false)
        var (tag, rename) = (WholeTag(), RenameTag())
        (tag.id, rename.id) = (TagID(3), TagID(3))
        let made = frames(
            .createTag, tag, stamp: 101, makes: RowName(kind: .tags, id: 3), of: &live, at: 10_000)
        let named = ToldTag(id: 3, birth: 101, maker: 0, isNamed: false)
        let atOnce = frames(.renameTag, rename, stamp: 102, tag: named, of: &live, at: 10_200)
        if pongComes { _ = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 10_300) }
        let later = [Int64(10_400), 10_430, 12_500].map { live.due(nowMilliseconds: $0).count }
        #expect((made, atOnce) == (1, 0) && later == (pongComes ? [0, 1, 0] : [0, 0, 0]))
    }

    @Test func ofATagThatItsAppHasDeletedNothingMoreIsTold() {
        var live = told([])
        let asker = Asker(token: 1)
        var (rename, deletion) = (RenameTag(), TagReference())
        (rename.id, deletion.id) = (TagID(3), TagID(3))
        let tag = ToldTag(id: 3, birth: 50, maker: 0, isNamed: false)
        live.rowsBegin(asker)
        let waiting = frames(.renameTag, rename, stamp: 101, tag: tag, of: &live, at: 10_000)
        var news = News(stamp: 102)
        news.announcements = [
            Announcement(
                .deleteTag, .payload(deletion), by: Correlation(id: "a", clientName: "x"), asker: asker, stamp: 102,
                tag: tag)
        ]
        live.tell(news)
        live.rowsEnded(asker, nil, nowMilliseconds: 10_500)
        let later = live.due(nowMilliseconds: 30_000).count
        #expect((waiting, later) == (0, 0))
    }

    /// It may be the author's device, which passes over what bears its own name.
    @Test func whomNobodyKnowsByNameIsToldOfDeletionsInNobodysNameToo() throws {
        let library = try Library()
        let phone = library.device("phone")
        let folder = try phone.folder("f")
        let watermark = try library.watermark()
        try phone.send(.deleteFolder, #""id":\#(folder)"#)
        let names = try library.tombstones(after: watermark)
            .filter { $0["operation"] == .string("DELETE_FOLDER") }
            .map { $0["payload"]?["correlation"]?["id"]?.stringValue }
        #expect(names == ["phone", Correlation.anonymous.id])
    }

    // MARK: Panels and tags of one's own

    @Test func whoeverMadeAnEntryIsNotSentItForTheNameOfItsFolder() throws {
        let library = try Library()
        let phone = library.device("phone")
        let (folder, panel) = (try phone.folder("f"), try phone.create(.addANewPanel, #""panelName":"p""#))
        let entry = #""folderId":\#(folder),"panelPosition":0,"folderName":"f","connectedPanelId":\#(panel)"#
        _ = try phone.create(.addANewFolderInAPanel, entry)
        try library.device("laptop").send(.updateFolderName, #""folderId":\#(folder),"newFolderName":"g""#)
        #expect(try phone.doubts(.panelFolders).isEmpty && phone.doubts(.folders) == [folder])
    }

    @Test func aTagThatAListBroughtBackGetsAnotherIDThatIsGoneToo() throws {
        let library = try Library()
        let phone = library.device("phone")
        let tag = try phone.create(.createTag, #""name":"t""#)
        try library.device("laptop").send(.deleteTag, #""id":\#(tag)"#)
        let holder = try phone.holder().id
        try library.store.write { transaction in
            try transaction.update(
                .histories, where: .equals(.historyRow, .integer(tag)),
                set: [Assignment(.historyCreator, .integer(-holder))])
        }
        let again = try phone.create(.createTag, #""name":"t""#, localId: 1)
        #expect(again != tag)
        #expect(try library.ids("tags").isEmpty && phone.doubts(.tags) == [tag, again])
    }

    /// Rows that the device was sent because they are doubted are no newer than what it has shown.
    @Test func whatMayOvertakeDoubtedRowsIsDoubtedUntilTheyAreShown() {
        let panel = RowName(kind: .panels, id: 3)
        for (shown, doubtful) in [(Int64(9), [panel]), (20, [])] {
            var live = told([])
            for (count, shown) in [(1, Int64(9)), (0, shown)] {
                live.rowsSent(
                    Asker(token: 1),
                    RowsReport(
                        holder: 5, isAnonymous: false, through: 100, base: DeliveryBase(rows: 100, list: 100),
                        count: count, number: 9, knowsSeveral: true, provenThrough: 100, appliesAllFrames: true,
                        shown: shown, numbers: [20]),
                    nowMilliseconds: 1_000)
            }
            var payload = UpdatePanelName()
            payload.panelId = PanelID(panel.id)
            let count = frames(.updateAPanelName, payload, stamp: 101, of: &live, at: 10_000)
            let confirmation = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 15_000)
            #expect(count == 1 && confirmation?.doubtful.map(\.row) == doubtful)
        }
    }

    /// The pull of the first of two doorbells comes late.
    @Test func theRowsToldBehindADoorbellAreLeftOutOfItsPull() throws {
        var live = told([])
        let panel = RowName(kind: .panels, id: 3)
        var seen: [Int] = []
        for (number, now) in [(Int64(21), Int64(10_000)), (31, 30_000)] {
            _ = frames(.copyExistingItems, Origin(), stamp: number, of: &live, at: now)
            live.rung(1, .success(.rung(number)), nowMilliseconds: now)
            seen.append(live.due(nowMilliseconds: now).count)
            if number == 21 {
                var payload = WholePanel()
                payload.panelId = PanelID(panel.id)
                seen.append(frames(.addANewPanel, payload, stamp: 22, makes: panel, of: &live, at: 20_000))
            }
        }
        #expect(seen == [1, 1, 1])
        let snapshot = try InMemoryStore().snapshot()
        defer { snapshot.close() }
        let rows = try [Int64(20), 30].map { shown in
            let pull = Pull(.rows, Asker(token: 1), watermark: shown)
            return live.told(pull, nowMilliseconds: 40_000).rowsOnTheirWay(
                to: try Standing(snapshot, pull.asker, watermark: shown, .nothing))
        }
        #expect(rows == [[panel], []])
    }

    /// They are applied behind the rows of that pull, and the last of them may be lost.
    @Test func whatIsToldBehindADoorbellMayUndoTheRowsOfItsPull() throws {
        var live = told([])
        _ = frames(.copyExistingItems, Origin(), stamp: 21, of: &live, at: 10_000)
        live.rung(1, .success(.rung(21)), nowMilliseconds: 10_000)
        #expect(live.due(nowMilliseconds: 10_000).count == 1)
        tell(&live, 3, stamp: 22, nowMilliseconds: 20_000)
        tell(&live, 3, stamp: 23, nowMilliseconds: 30_000)
        let snapshot = try InMemoryStore().snapshot()
        defer { snapshot.close() }
        let pull = Pull(.rows, Asker(token: 1), watermark: 20)
        let standing = try Standing(snapshot, pull.asker, watermark: 20, .nothing)
        let told = live.told(pull, nowMilliseconds: 40_000).toldLately(to: standing)
        #expect(told == [RowName(kind: .panels, id: 3): 22])
    }

    private func onTheWay(
        _ live: inout Live<Int>, shown: Int64, at now: Int64, _ store: InMemoryStore
    ) throws -> Set<RowName> {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let pull = Pull(.rows, Asker(token: 1), watermark: shown)
        let told = live.told(pull, nowMilliseconds: now)
        return told.rowsOnTheirWay(to: try Standing(snapshot, pull.asker, watermark: shown, .nothing))
    }

    /// A device that was given these numbers.
    private func give(_ numbers: [Int64], _ store: InMemoryStore) throws -> Int64 {
        var holder: Int64 = 0
        try store.write { transaction in
            holder = try transaction.addHolder(of: Asker(token: 1), correlation: "a").id
            for number in numbers { try transaction.give(GivenNumber(number: number, holder: holder, claim: .unsure)) }
        }
        return holder
    }

    /// It froze, perhaps, and brings them when the pull is answered; but an app that starts opens another before it pulls.
    @Test(arguments: [true, false]) func whatASocketToldJustBeforeItWasClosedMayStillCome(startsAgain: Bool) throws {
        let store = InMemoryStore()
        var live = told([], to: try give([9], store))
        let panel = RowName(kind: .panels, id: 3)
        var payload = WholePanel()
        payload.panelId = PanelID(panel.id)
        _ = frames(.addANewPanel, payload, stamp: 101, makes: panel, of: &live, at: 10_000)
        _ = live.close(1)
        if startsAgain {
            live.open(
                2, id: 2, asker: Asker(token: 1), correlation: Correlation(id: "a", clientName: "x"),
                nowMilliseconds: 11_000)
        }
        let rows = try [Int64(12_000), 20_000].map { try onTheWay(&live, shown: 9, at: $0, store) }
        #expect(rows == [startsAgain ? [] : [panel], []])
    }

    /// It froze, perhaps, before the pull of the start that opened it came, which was late: that shows what the device had when
    /// it asked, if anything.
    @Test(arguments: [(false, false), (false, true), (true, false)])
    func whatASocketToldBeforeItsFirstPullMayStillCome(hasPulled: Bool, isConfirmed: Bool) throws {
        let store = InMemoryStore()
        var live = told([], to: try give([9], store), hasPulled: hasPulled)
        let panel = RowName(kind: .panels, id: 3)
        var payload = WholePanel()
        payload.panelId = PanelID(panel.id)
        #expect(frames(.addANewPanel, payload, stamp: 101, makes: panel, of: &live, at: 60_000) == 1)
        if isConfirmed { _ = live.ponged(1, afterMilliseconds: 0, nowMilliseconds: 70_000) }
        let rows = try [Int64(9), 0].map { try onTheWay(&live, shown: $0, at: 80_000, store) }
        #expect(rows == (hasPulled || isConfirmed ? [[], []] : [[panel], [panel]]))
    }

    /// An app that is synced by hand while the pull of its start is late applies both answers at once.
    @Test func whatANewerPullOfOneMomentBringsAnOlderOneLeavesOut() throws {
        let library = try Library()
        let panel = try library.create(.addANewPanel, #"{"panelName":"p"}"#)
        var live = told([], to: try give([9, 19, 29], library.store))
        let pull = Pull(.rows, Asker(token: 1), watermark: 19)
        live.rowsPrepared(try library.reading { try PreparedPull(pull, $0) }, nowMilliseconds: 1_000)
        let rows = try [Int64(9), 19, 29].map { try onTheWay(&live, shown: $0, at: 1_100, library.store) }
        #expect(rows == [[RowName(kind: .panels, id: panel)], [], []])
    }

    /// The last such pull may have been another device's, and its own comes in a moment.
    @Test(arguments: [true, false]) func aSocketOfWhomNobodyKnowsWaitsForItsPull(isKnown: Bool) {
        var live = Live<Int>(latest: 100)
        live.rowsSent(
            .shared,
            RowsReport(
                holder: 5, isAnonymous: !isKnown, through: 100, base: DeliveryBase(rows: 100, list: 100), count: 0,
                number: 9, knowsSeveral: true, provenThrough: 100, appliesAllFrames: true),
            nowMilliseconds: 0)
        live.open(
            1, id: 1, asker: .shared, correlation: Correlation(id: "a", clientName: "x"), nowMilliseconds: 10_000)
        live.introduce(
            1,
            Introduction(
                holder: 5, number: 9, isLinked: isKnown, knowsSeveral: true, provenThrough: 100, heardBefore: 0),
            nowMilliseconds: 10_000)
        let panel = RowName(kind: .panels, id: 3)
        var payload = WholePanel()
        payload.panelId = PanelID(panel.id)
        let atOnce = frames(.addANewPanel, payload, stamp: 101, makes: panel, of: &live, at: 10_500)
        #expect((atOnce, live.due(nowMilliseconds: 11_000).count) == (isKnown ? (1, 0) : (0, 1)))
    }

    @Test func soonAfterAStartADoorbellsPullMayBringWhatWasToldBehindIt() throws {
        let store = InMemoryStore()
        try store.write { try $0.give(GivenNumber(number: 20, holder: 1, claim: .nothing, purpose: .ring)) }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        var live = Live<Int>(latest: 20, nowMilliseconds: 0)
        let mayBring = try [Int64(10_000), 40_000].map { now in
            let pull = Pull(.rows, Asker(token: 1), watermark: 20)
            return live.told(pull, nowMilliseconds: now).mayHaveTold(
                behindRingOf: try Standing(snapshot, pull.asker, watermark: 20, .nothing))
        }
        #expect(mayBring == [true, false])
    }

    @Test func whoNamesNoCharsetKnowsOperationsOnSeveralItems() throws {
        let library = try Library()
        let device = Asker(token: 1)
        for (charset, knows) in [(String?.some("UTF-8"), false), (nil, true)] {
            let pull = Pull(.rows, device, watermark: 0, acceptCharset: charset)
            let report = try library.reading { try PreparedPull(pull, $0).report(nil) }
            #expect(report?.knowsSeveral == knows)
        }
    }

    @Test func whoNamesACharsetIsAnAppBefore017() {
        #expect(Pull(.rows, .shared, watermark: 1, acceptCharset: nil).appliesAllFrames)
        #expect(!Pull(.rows, .shared, watermark: 1, acceptCharset: "UTF-8").appliesAllFrames)
    }
}
