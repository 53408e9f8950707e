import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// PROTOCOL F8, F39; SYNC §5, rules 10, 19.
@Suite struct RepeatedCopyTests {
    private let library: Library
    private let phone: Device
    private let source: Int64
    private let link: Int64

    init() throws {
        library = try Library()
        phone = library.device("phone")
        source = try phone.folder("source")
        link = try phone.link("https://x.example/", in: source)
    }

    private func body(to destination: Int64) -> String {
        #"""
        "folders":[{"currentFolder":{"localId":41,"remoteId":\#(source)},"links":[{"localId":81,"remoteId":\#(link)},\#
        {"localId":82,"remoteId":424242}],"childFolders":[]}],"linkIds":{"83":\#(link)},"linkType":"FOLDER_LINK",\#
        "newParentFolderId":\#(destination)
        """#
    }

    @Test func theFirstAnswerIsGivenAgainAlsoWhenItsRowsAreGone() throws {
        let first = try phone.send(.copyExistingItems, body(to: source), said: 100)
        _ = library.takeHeard()
        try library.restart()
        let copy = try #require(first["folders"]?.arrayValue?.first?["currentFolder"]?["remoteId"]?.integerValue)
        for _ in 0..<2 {
            // The destination comes mapped the second time.
            let again = try phone.send(.copyExistingItems, body(to: -2), said: 100)
            #expect(again["folders"] == first["folders"])
            #expect(again["linkIds"] == first["linkIds"])
            #expect(library.takeTold().isEmpty)
            try library.device("laptop").send(.deleteFolder, #""id":\#(copy)"#)
            _ = library.takeHeard()
        }
        #expect(try library.ids("folders") == [source])
        #expect(try phone.doubts(.folders) == [copy])
    }

    /// Until the answer comes, the copies bear the ids of their sources in the app (PROTOCOL §5.8).
    @Test(arguments: [true, false]) func whatItsAuthorMadeOfTheSourcesSinceMayHaveBeenMeantForTheCopies(
        isSince: Bool
    ) throws {
        let now = library.nowSeconds
        try phone.send(.updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"b""#)
        try phone.send(.copyExistingItems, body(to: source), said: isSince ? now - 10 : now + 10, at: now + 20)
        #expect(try phone.doubts(.links).contains(link) == isSince)
    }

    /// And what it makes of them in the half minute after.
    @Test(arguments: [true, false]) func whatItsAuthorMakesOfASourceBeforeTheAnswerMayBeOfTheCopy(isSoon: Bool) throws {
        let answer = try phone.send(.copyExistingItems, body(to: source))
        let copied = answer["folders"]?.arrayValue?.first?["links"]?.arrayValue?.first?["remoteId"]?.integerValue
        let copy = try #require(copied)
        library.nowSeconds += isSoon ? 2 : 60
        _ = library.takeHeard()
        try phone.send(.updateLinkTitle, #""linkId":\#(link),"newTitleOfTheLink":"b""#)
        #expect(try Set(phone.doubts(.links)).isSuperset(of: isSoon ? [link, copy] : []))
        #expect(library.heard.contains { $0.onlyFor != nil } == isSoon)
    }

    /// By the id of the source it may have deleted the copy: it is told of both.
    @Test(arguments: [true, false]) func whatItsAuthorDeletesBeforeTheAnswerMayBeTheCopy(isBefore: Bool) throws {
        let said = library.nowSeconds - 60
        let answer = try phone.send(.copyExistingItems, body(to: source), said: said)
        let copies = [
            answer["folders"]?.arrayValue?.first?["links"]?.arrayValue?.first?["remoteId"]?.integerValue,
            answer["linkIds"]?["83"]?.integerValue,
        ].compactMap { $0 }
        library.nowSeconds += 100
        try phone.send(.deleteALink, #""id":\#(link)"#, said: isBefore ? said + 1 : library.nowSeconds)
        #expect(try phone.losses(.links) == (isBefore ? copies.sorted() : []))
        #expect(try phone.doubts(.links).contains(link) == isBefore)
    }

    @Test func anUpgradedAppRepeatsItWithoutItsName() throws {
        let first = try phone.send(.copyExistingItems, body(to: source), said: 100)
        let again = try library.send(
            .copyExistingItems, #"{\#(body(to: source)),"correlation":null,"eventTimestamp":100}"#)
        #expect(again["folders"] == first["folders"])
    }

    @Test func anotherCopyIsAnother() throws {
        let first = try phone.send(.copyExistingItems, body(to: source), said: 100)
        library.nowSeconds += 60
        let another = try phone.send(.copyExistingItems, body(to: source), said: library.nowSeconds)
        #expect(another["linkIds"] != first["linkIds"])
        let laptop = library.device("laptop")
        #expect(try laptop.send(.copyExistingItems, body(to: source), said: 100)["linkIds"] != first["linkIds"])
    }

    @Test func itHasAnsweredForItsLocalIds() throws {
        let answer = try phone.send(.copyExistingItems, body(to: source), said: 100)
        let copy = answer["folders"]?.arrayValue?.first
        let folder = try #require(copy?["currentFolder"]?["remoteId"]?.integerValue)
        let before = try library.ids("links")
        #expect(
            try phone.folder("source", in: source, localId: 41, said: 100)
                == copy?["currentFolder"]?["remoteId"]?.integerValue)
        for said: Int64 in [100, 130] {
            #expect(
                try phone.link("https://x.example/", in: folder, localId: 81, said: said)
                    == copy?["links"]?.arrayValue?.first?["remoteId"]?.integerValue)
        }
        #expect(
            try phone.link("https://x.example/", in: source, localId: 83, said: 100)
                == answer["linkIds"]?["83"]?.integerValue)
        #expect(try library.ids("links") == before)
    }

    @Test func aCopyIntoADeadFolderIsKeptAndSentToItsAuthor() throws {
        let dead = try phone.folder("dead")
        try library.device("laptop").send(.deleteFolder, #""id":\#(dead)"#)
        let answer = try phone.send(.copyExistingItems, body(to: dead), said: 100)
        let copy = try #require(answer["folders"]?.arrayValue?.first?["currentFolder"]?["remoteId"]?.integerValue)
        #expect(try library.row("folders", copy)?["parentFolderId"] == .null)
        #expect(try phone.losses(.folders) == [copy])
        #expect(try phone.losses(.links).count == 2)
        #expect(try phone.doubts(.folders) == [dead, copy])
    }
}
