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

    @Test func visitsOfOnePageAreSaidAgainWhenOneOfThemLeaves() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        func edit(_ link: Int64, url: String) throws {
            try laptop.send(
                .updateLink,
                #""id":\#(link),"linkType":"HISTORY_LINK","title":"t","url":"\#(url)","baseURL":"","imgURL":"","#
                    + #""note":"","idOfLinkedFolder":null,"userAgent":null,"markedAsImportant":false,"#
                    + #""mediaType":"IMAGE","linkTags":[]"#)
        }
        let visit = try phone.link(page, type: "HISTORY_LINK")
        let edited = try laptop.link(page + "/y", type: "HISTORY_LINK")
        try edit(edited, url: page)
        #expect(try !isSaidAgain(visit, library) && !isSaidAgain(edited, library))
        try edit(edited, url: page + "/z")
        #expect(try isSaidAgain(visit, library) && isSaidAgain(edited, library))
        #expect(try phone.losses(.links) == [visit])
        #expect(try laptop.losses(.links) == [visit])
    }

    // MARK: Creations

    @Test func aTagThatIsGoneIsDeletedWhereItsCreationComesAgain() throws {
        let library = try Library()
        let (phone, laptop) = (library.device("phone"), library.device("laptop"))
        let tag = try phone.create(.createTag, #""name":"t""#, said: 100)
        try laptop.send(.deleteEverything, "")
        #expect(try phone.doubts(.tags).isEmpty)
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

    // MARK: Times

    @Test func whatComesWhenNoQueueIsPushedWasSentAtOnce() {
        var times = QueueTimes()
        let asker = Asker(token: 1)
        var seen = [times.isSentAtOnce(asker, nowMilliseconds: 0)]
        times.pulled(asker, nowMilliseconds: 1_000)
        for now in [Int64(5_000), 9_000, 20_000] { seen.append(times.isSentAtOnce(asker, nowMilliseconds: now)) }
        times.pulled(.shared, nowMilliseconds: 1_000)
        seen.append(times.isSentAtOnce(.shared, nowMilliseconds: 90_000))
        #expect(seen == [false, false, false, true, false])
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
        StartPair(through: 1, count: rows, isEmpty: false, numbers: nil, ending: .none, endingIsNew: false)
    }

    // MARK: Sockets

    /// A socket that was told one thing after the other, from a second after it was opened on.
    private func told(_ panels: [Int64] = [3], appliesAllFrames: Bool = true) -> Live<Int> {
        var live = Live<Int>(latest: 100)
        let asker = Asker(token: 1)
        live.open(
            1, id: 1, asker: asker, correlation: Correlation(id: "a", clientName: "x"), nowMilliseconds: 0)
        live.introduce(
            1,
            Introduction(
                holder: 5, number: 9, isLinked: true, knowsSeveral: true, provenThrough: 100, heardBefore: 0),
            nowMilliseconds: 0)
        live.rowsSent(
            asker,
            RowsReport(
                holder: 5, isAnonymous: false, through: 100, base: DeliveryBase(rows: 100, list: 100), count: 0,
                number: 9, knowsSeveral: true, provenThrough: 100, appliesAllFrames: appliesAllFrames),
            nowMilliseconds: 0)
        for (index, panel) in panels.enumerated() {
            let stamp = 101 + Int64(index)
            var payload = UpdatePanelName()
            payload.panelId = PanelID(panel)
            var news = News(stamp: stamp)
            news.announcements = [
                Announcement(.updateAPanelName, .payload(payload), by: .anonymous, asker: .shared, stamp: stamp)
            ]
            live.tell(news)
            let frames = live.due(nowMilliseconds: 1_000 + 500 * Int64(index))
            #expect(frames.count == 1)
        }
        return live
    }

    @Test func anAnswerToAPingThatIsHeldUpProvesNothingYet() {
        var onTime = told()
        let prompt = onTime.ponged(1, nowMilliseconds: 15_000)?.through
        #expect(prompt == 101)
        var late = told()
        let heldUp = [late.ponged(1, nowMilliseconds: 21_000), late.ponged(1, nowMilliseconds: 30_000)]
        #expect(heldUp.map { $0?.through } == [nil, 101])
    }

    @Test func whatCouldNotBeConfirmedIsConfirmedByTheNextPong() throws {
        var live = told()
        let confirmation = live.ponged(1, nowMilliseconds: 15_000)
        let first = try #require(confirmation)
        let again = live.ponged(1, nowMilliseconds: 30_000)
        #expect(again == nil)
        live.couldNotConfirm(1, first)
        let last = live.ponged(1, nowMilliseconds: 45_000)?.through
        #expect(last == 101)
    }

    @Test func appsBefore017MayHaveDroppedAFrameThatWasFollowedSoon() {
        var new = told([3, 4])
        let all = new.ponged(1, nowMilliseconds: 15_000)
        #expect(all?.through == 102 && all?.doubtful.isEmpty == true)
        var old = told([3, 4], appliesAllFrames: false)
        let some = old.ponged(1, nowMilliseconds: 15_000)
        #expect(some?.through == 102 && some?.doubtful.map(\.row) == [RowName(kind: .panels, id: 3)])
    }

    @Test func whoNamesACharsetIsAnAppBefore017() {
        #expect(Pull(.rows, .shared, watermark: 1, acceptCharset: nil).appliesAllFrames)
        #expect(!Pull(.rows, .shared, watermark: 1, acceptCharset: "UTF-8").appliesAllFrames)
    }
}
