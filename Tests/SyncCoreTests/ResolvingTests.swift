import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// What can't be done is answered as if it were, and its author is sent the truth (SYNC §5, rules 11, 13, 17, 19).
@Suite struct ResolvingTests {
    private let library: Library
    private let phone: Device
    private let laptop: Device

    init() throws {
        library = try Library()
        phone = library.device("phone")
        laptop = library.device("laptop")
    }

    private func parent(_ folder: Int64) throws -> JSONValue? {
        try library.row("folders", folder)?["parentFolderId"]
    }

    /// R22: two devices move two folders into each other, in every order of their times.
    @Test(arguments: [(0, 0), (0, 5), (5, 0)] as [(Int64, Int64)])
    func foldersThatAreMovedIntoEachOtherMakeNoLoop(phoneAge: Int64, laptopAge: Int64) throws {
        let (x, y) = (try phone.folder("Test", localId: 1), try phone.folder("Test", localId: 2))
        let now = library.nowSeconds + 10
        library.nowSeconds = now
        try phone.move(folders: [x], to: y, said: now - phoneAge)
        try laptop.move(folders: [y], to: x, said: now - laptopAge)
        #expect(try parent(x) == .integer(y))
        #expect(try parent(y) == .null)
        // What was put back for the laptop is said once more to the phone too, as far as it has not shown that it knows the id.
        #expect(try Set(phone.doubts(.folders)).isSubset(of: [x, y]))
        #expect(try laptop.doubts(.folders) == [x, y])
        try laptop.send(.updateFolder, #""id":\#(x),"name":"Test","note":"","parentFolderId":\#(x),"isArchived":false"#)
        #expect(try parent(x) == .integer(y))
        try laptop.send(.deleteFolder, #""id":\#(y)"#)
        #expect(try library.ids("folders") == [])
    }

    /// A refused move wins nothing: a true one, made earlier, that comes later, stands.
    @Test func aMoveThatCannotBeLeavesNoTrace() throws {
        let (a, b) = (try phone.folder("a", localId: 1, said: 100), try phone.folder("b", localId: 2, said: 100))
        let child = try phone.folder("child", in: a, localId: 3, said: 100)
        let now = library.nowSeconds
        try phone.move(folders: [a], to: child, said: now)
        try phone.move(folders: [a], to: 987_654_321, said: now)
        try laptop.move(folders: [a], to: b, said: now - 50)
        #expect(try parent(a) == .integer(b))
        #expect(try Set(phone.doubts(.folders)).isSuperset(of: [a, child]))
    }

    @Test func whatIsMovedIntoADeadFolderStaysAndIsSentAgain() throws {
        let (dead, folder) = (try phone.folder("dead"), try phone.folder("folder"))
        let link = try phone.link("https://x.example/", in: folder)
        try laptop.send(.deleteFolder, #""id":\#(dead)"#)
        try phone.move(folders: [folder], links: [link], to: dead)
        #expect(try parent(folder) == .null)
        #expect(try library.row("links", link)?["idOfLinkedFolder"] == .integer(folder))
        #expect(try phone.doubts(.folders) == [dead, folder].sorted())
        #expect(try phone.losses(.folders) == [folder])
        #expect(try phone.losses(.links) == [link])
    }

    /// The phone puts a folder that the laptop has emptied into a dead one.
    @Test func whatHadLeftAFolderIsLostWithItInADeadOne() throws {
        let (dead, folder) = (try phone.folder("dead"), try phone.folder("folder"))
        let link = try phone.link("https://x.example/", in: folder)
        try laptop.move(links: [link], to: try laptop.folder("shelter"))
        try laptop.send(.deleteFolder, #""id":\#(dead)"#)
        try phone.move(folders: [folder], to: dead)
        #expect(try phone.losses(.links) == [link])
    }

    @Test func whatIsMadeInADeadFolderIsKeptWhereItIsSeen() throws {
        let dead = try phone.folder("dead")
        try laptop.send(.deleteFolder, #""id":\#(dead)"#)
        let link = try phone.link("https://x.example/", in: dead)
        let child = try phone.folder("child", in: dead)
        #expect(try library.row("links", link)?["linkType"] == .string("SAVED_LINK"))
        #expect(try parent(child) == .null)
        #expect(try phone.losses(.links) == [link])
        #expect(try phone.losses(.folders) == [child])
        #expect(try phone.doubts(.folders) == [dead, child])
    }

    @Test func aFolderOfNumberZeroIsNoFolder() throws {
        let folder = try phone.folder("child", in: -45_454)
        #expect(try parent(folder) == .null)
        #expect(try phone.losses(.folders) == [])
        #expect(try phone.doubts(.folders) == [folder])
    }

    /// Rule 11: the phone deletes what the laptop has emptied, before it has heard of that.
    @Test func whatHadLeftAFolderBeforeItWasDeletedIsSentAgain() throws {
        let (folder, shelter) = (try phone.folder("folder"), try laptop.folder("shelter"))
        let link = try phone.link("https://x.example/", in: folder)
        let child = try phone.folder("child", in: folder)
        let grandchild = try phone.folder("grandchild", in: child)
        let inside = try phone.link("https://y.example/", in: grandchild)
        try laptop.move(folders: [child], links: [link], to: shelter)
        try phone.send(.deleteFolder, #""id":\#(folder)"#)
        #expect(try library.ids("links").sorted() == [link, inside])
        #expect(try phone.losses(.links) == [link, inside])
        #expect(try phone.losses(.folders) == [child, grandchild])
        #expect(try laptop.losses(.links) == [])
    }

    /// The phone deletes a folder whose child the laptop has emptied, and, in the second case, deleted after that.
    @Test(arguments: [false, true])
    func whatHadLeftAFolderBelowIsSentAgainToo(isDeletedBefore: Bool) throws {
        let (folder, shelter) = (try phone.folder("folder"), try laptop.folder("shelter"))
        let child = try phone.folder("child", in: folder)
        let link = try phone.link("https://x.example/", in: child)
        try laptop.move(links: [link], to: shelter)
        if isDeletedBefore { try laptop.send(.deleteFolder, #""id":\#(child)"#) }
        try phone.send(.deleteFolder, #""id":\#(folder)"#)
        #expect(try library.ids("links") == [link])
        #expect(try phone.losses(.links) == [link])
    }

    /// The phone has put a link into a folder, which we have not heard, and deletes a copy of that.
    @Test func aCopyThatIsNotInItsFolderHereIsSentAgainWhenTheFolderIsDeleted() throws {
        let folder = try phone.folder("folder")
        let link = try phone.link("https://x.example/", type: "SAVED_LINK")
        let answer = try phone.send(
            .copyExistingItems,
            #"""
            "folders":[{"currentFolder":{"localId":3,"remoteId":\#(folder)},\#
            "links":[{"localId":4,"remoteId":\#(link)}],"childFolders":[]}],\#
            "linkIds":{},"linkType":"FOLDER_LINK","newParentFolderId":-2
            """#)
        let copied = try #require(answer["folders"]?.arrayValue?.first)
        let copiedFolder = try #require(copied["currentFolder"]?["remoteId"]?.integerValue)
        let copiedLink = try #require(copied["links"]?.arrayValue?.first?["remoteId"]?.integerValue)
        #expect(try phone.losses(.links) == [])
        try phone.send(.deleteFolder, #""id":\#(copiedFolder)"#)
        #expect(try Set(library.ids("links")) == [link, copiedLink])
        #expect(try phone.losses(.links) == [copiedLink])
    }

    @Test func aPanelDeletedByTheNumberOfAnAppMayBeAny() throws {
        let panel = try laptop.create(.addANewPanel, #""panelName":"p""#)
        try phone.send(.deleteAPanel, #""id":0"#)
        #expect(try phone.losses(.panels) == [panel])
        try laptop.send(.deleteAPanel, #""id":\#(panel)"#)
        #expect(try laptop.doubts(.panels) == [])
    }

    /// Rule 17: the phone visits a page again and so deletes for itself what the laptop has taken out of the history. It may
    /// also be about to hear of the former visit as one, which would take the place of the new one.
    @Test func aFormerVisitIsSentToWhoVisitsThePageAgain() throws {
        let visit = try phone.link("https://x.example/", type: "HISTORY_LINK", said: 100)
        try laptop.send(.archiveLink, #""id":\#(visit)"#)
        let second = try phone.link("https://x.example/", type: "HISTORY_LINK", said: 200)
        #expect(try library.ids("links").sorted() == [visit, second])
        #expect(try phone.losses(.links).sorted() == [visit, second])
    }
}
