import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// What processes that share a database leave for each other comes out as it went in.
@Suite struct NewsTests {
    private static func news() -> News {
        var title = UpdateLinkTitle()
        (title.linkId, title.newTitleOfTheLink) = (LinkID(7), "\u{0}\"é😀")
        title.correlation = Correlation(id: "a", clientName: "Calm Otter")
        var several = MoveItems()
        several.linkIds = [LinkID(8), LinkID(9)]
        let author = Correlation(id: "a", clientName: "Calm Otter")
        var news = News(stamp: 1_766_155_065)
        news.announcements = [
            Announcement(
                .updateLinkTitle, .payload(title), by: author, asker: Asker(token: 3), stamp: news.stamp, onlyFor: 5,
                makes: RowName(kind: .links, id: 7), tag: ToldTag(id: 11, birth: 12, maker: 13, isNamed: true)),
            Announcement(.moveExistingItems, .payload(several), by: author, asker: .shared, stamp: news.stamp),
        ]
        news.unconfirmed = [UnconfirmedRow(row: RowName(kind: .tags, id: 4), isLacking: true, maker: 6)]
        news.knowsSeveral = 2
        return news
    }

    @Test func comesBackAsItWas() throws {
        let news = Self.news()
        let back = try #require(News(text: news.text))
        #expect(back.stamp == news.stamp && back.knowsSeveral == 2 && !back.changesTokens && !back.isIncomplete)
        #expect(back.unconfirmed.map(\.row) == news.unconfirmed.map(\.row))
        #expect(back.unconfirmed.map(\.isLacking) == [true] && back.unconfirmed.map(\.maker) == [6])
        #expect(back.announcements.count == 2)
        for (one, other) in zip(back.announcements, news.announcements) {
            #expect(one.encoded == other.encoded && one.encodedWithoutName == other.encodedWithoutName)
            #expect(one.operation == other.operation && one.stamp == other.stamp)
            #expect(one.author == other.author && one.asker == other.asker && one.onlyFor == other.onlyFor)
            #expect(one.makes == other.makes && one.tag == other.tag)
            #expect(one.rowsTold == other.rowsTold && one.rowsOfUnknown == other.rowsOfUnknown)
            #expect(one.rowsReferredTo == other.rowsReferredTo)
        }
        #expect(back.text == news.text)
    }

    @Test func whatIsTooLongSaysThatSomethingWasWritten() throws {
        var news = Self.news()
        var title = UpdateLinkTitle()
        title.newTitleOfTheLink = String(repeating: "x", count: 300_000)
        news.announcements = [
            Announcement(.updateLinkTitle, .payload(title), by: .anonymous, asker: .shared, stamp: news.stamp)
        ]
        let back = try #require(News(text: news.text))
        #expect(back.isIncomplete && back.announcements.isEmpty && back.stamp == news.stamp)
    }

    @Test func whatIsNoSuchTextIsNone() {
        for text in ["", "{}", "[1]", "{\"stamp\":1,\"announcements\":[{}]}"] { #expect(News(text: text) == nil) }
    }

    /// Two engines on one store: each tells what the other wrote, once and in order, before what it writes itself.
    @Test func enginesThatShareAStoreTellEachOthersWrites() throws {
        let store = InMemoryStore(idBase: 100)
        var (one, two) = (try Engine(store, company: .others), try Engine(store, company: .others))
        let operation = try #require(Catalog.write(.createFolder))
        let folder = { (name: String) throws -> PreparedWrite in
            let body = """
                {"name":"\(name)","note":"","parentFolderId":null,"isArchived":false,"offlineSyncItemId":0,\
                "correlation":{"id":"a","clientName":"A"},"eventTimestamp":1000}
                """
            return try operation.prepare(JSONReader.read(Array(body.utf8)))
        }
        let first = try one.commit([folder("a")], arrivalSeconds: 1_000)[0].get()
        #expect(one.takeNews().isEmpty)
        let second = try two.commit([folder("b")], arrivalSeconds: 900)[0].get()
        #expect(second.stamp > first.stamp, "stamps grow in the order of commits, whichever process made them")
        #expect(two.takeNews().map(\.stamp) == [first.stamp])
        #expect(two.takeNews().isEmpty)
        try one.readNews()
        #expect(one.takeNews().map(\.stamp) == [second.stamp])
        try one.readNews()
        #expect(one.takeNews().isEmpty)
    }
}
