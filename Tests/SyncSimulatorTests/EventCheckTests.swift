import Testing

@testable import SyncSimulator

/// Frames by hand: what sockets may not be told.
struct EventCheckTests {
    private static let correlation = "\"correlation\":{\"id\":\"x\",\"clientName\":\"y\"},\"eventTimestamp\":7"

    private func frame(_ operation: String, _ fields: String) -> [UInt8] {
        Array("{\"operation\":\"\(operation)\",\"payload\":{\(fields),\(Self.correlation)}}".utf8)
    }

    private func creation(_ id: Int) -> [UInt8] {
        frame("CREATE_FOLDER", "\"id\":\(id),\"name\":\"f\",\"note\":\"\",\"parentFolderId\":null,\"isArchived\":false")
    }

    private func title(_ link: Int, _ title: String) -> [UInt8] {
        frame("UPDATE_LINK_TITLE", "\"linkId\":\(link),\"newTitleOfTheLink\":\"\(title)\"")
    }

    private func content(_ operation: String, _ fields: String) throws -> RequestContent {
        let body = Array("{\(fields),\(Self.correlation)}".utf8)
        return try #require(RequestContent(path: "/" + operation, body: body))
    }

    /// What is wrong with frames that leave for socket 1, one after the other.
    private func complaints(
        _ check: EventCheck, _ frames: [[UInt8]], stored: Set<RowKey> = [], gone: Set<RowKey> = []
    ) -> [String] {
        var check = check
        return frames.flatMap { check.told($0, on: 1, isStored: stored.contains, isGone: gone.contains) }
    }

    private let folders: Set<RowKey> = [RowKey(.folder, 10), RowKey(.folder, 11)]

    private func twoFolders() throws -> EventCheck {
        var check = EventCheck()
        for row in folders.sorted(by: { $0.id < $1.id }) {
            check.committed(try content("CREATE_FOLDER", "\"name\":\"f\""), made: [row])
        }
        return check
    }

    /// A creation that says another time is a later state of the row, and edits it.
    @Test(arguments: [(7, 1), (9, 0)]) func aLaterStateOfAFolderIsItsLatestEdit(seconds: Int, count: Int) throws {
        let row = RowKey(.folder, 10)
        var check = EventCheck()
        check.committed(try content("CREATE_FOLDER", "\"name\":\"f\""), made: [row])
        check.committed(try content("MARK_FOLDER_AS_ARCHIVE", "\"id\":10"), made: [])
        let again = "{\"name\":\"f\",\"isArchived\":false,\"eventTimestamp\":\(seconds)}"
        check.committed(try #require(RequestContent(path: "/CREATE_FOLDER", body: Array(again.utf8))), made: [row])
        let frames = ["MARK_FOLDER_AS_ARCHIVE", "MARK_AS_REGULAR_FOLDER"].map { frame($0, "\"id\":10") }
        #expect(complaints(check, frames, stored: folders).count == count)
    }

    @Test func eachOnceAndInOrderIsRight() throws {
        #expect(complaints(try twoFolders(), [creation(10), creation(11)], stored: folders).isEmpty)
    }

    @Test func aCreationToldTwiceIsFound() throws {
        #expect(complaints(try twoFolders(), [creation(10), creation(10)], stored: folders).count == 1)
    }

    @Test func anotherSocketMayBeToldToo() throws {
        var check = try twoFolders()
        for socket in [1, 2] {
            #expect(check.told(creation(10), on: socket, isStored: folders.contains, isGone: { _ in false }).isEmpty)
        }
        check.closed(socket: 1)
        #expect(check.told(creation(10), on: 1, isStored: folders.contains, isGone: { _ in false }).isEmpty)
    }

    @Test func creationsOutOfOrderAreFound() throws {
        #expect(complaints(try twoFolders(), [creation(11), creation(10)], stored: folders).count == 1)
    }

    /// Whoever sees a folder otherwise is told what it is like, which may be as it was made.
    @Test func whatAFolderWasMadeLikeMayBeToldBeforeItIsArchived() throws {
        var check = try twoFolders()
        let (archived, regular) = ("MARK_FOLDER_AS_ARCHIVE", "MARK_AS_REGULAR_FOLDER")
        for operation in [archived, regular] { check.committed(try content(operation, "\"id\":10"), made: []) }
        let frames = [regular, archived, regular].map { frame($0, "\"id\":10") }
        #expect(complaints(check, frames, stored: folders).isEmpty)
    }

    /// The same of its note: a folder is made without one, is given one and loses it again.
    @Test func theNoteAFolderWasMadeWithMayBeToldBeforeALaterOne() throws {
        var check = try twoFolders()
        check.committed(try content("UPDATE_FOLDER_NOTE", "\"folderId\":10,\"newNote\":\"n\""), made: [])
        check.committed(try content("DELETE_FOLDER_NOTE", "\"id\":10"), made: [])
        let (none, note) = (
            frame("UPDATE_FOLDER_NOTE", "\"folderId\":10,\"newNote\":\"\""),
            frame("UPDATE_FOLDER_NOTE", "\"folderId\":10,\"newNote\":\"n\"")
        )
        #expect(complaints(check, [none, note, none], stored: folders).isEmpty)
        #expect(complaints(check, [none, note, none, note], stored: folders).count == 1)
    }

    /// The note of a copy no request says.
    @Test(arguments: [true, false]) func whatACopyWasMadeLikeMayBeToldBeforeItsNoteIsDeleted(isCopy: Bool) throws {
        var check = EventCheck()
        let made = try content(isCopy ? "COPY_EXISTING_ITEMS" : "CREATE_FOLDER", "\"name\":\"f\",\"note\":\"x\"")
        check.committed(made, made: [RowKey(.folder, 10)])
        let (noted, deleted) = (
            ("UPDATE_FOLDER_NOTE", "\"folderId\":10,\"newNote\":\"n\""), ("DELETE_FOLDER_NOTE", "\"id\":10")
        )
        for (operation, fields) in [noted, deleted] { check.committed(try content(operation, fields), made: []) }
        let frames = [deleted, noted, deleted].map { frame($0.0, $0.1) }
        #expect(complaints(check, frames, stored: folders).isEmpty == isCopy)
    }

    @Test func anEventOfWhatIsNotStoredIsFound() throws {
        #expect(complaints(try twoFolders(), [creation(12)], stored: folders).count == 1)
    }

    @Test func aDeletionOfWhatIsThereIsFound() throws {
        let deletion = frame("DELETE_FOLDER", "\"id\":10")
        #expect(complaints(try twoFolders(), [deletion], stored: folders).count == 1)
        #expect(complaints(try twoFolders(), [deletion], stored: folders, gone: [RowKey(.folder, 10)]).isEmpty)
    }

    @Test func aLinkMayBeSaidAgainButNotTakenAway() {
        let deletion = frame("DELETE_A_LINK", "\"id\":20")
        let creation = frame("CREATE_A_NEW_LINK", "\"id\":20,\"title\":\"l\"")
        let stored: Set<RowKey> = [RowKey(.link, 20)]
        #expect(complaints(EventCheck(), [creation, deletion, creation], stored: stored).isEmpty)
        #expect(complaints(EventCheck(), [creation, deletion, title(5, "x")], stored: stored).count == 1)
        #expect(complaints(EventCheck(), [creation, creation], stored: stored).count == 1)
        var check = EventCheck()
        for text in [creation, deletion] {
            #expect(check.told(text, on: 1, isStored: stored.contains, isGone: { _ in false }).isEmpty)
        }
        check.rowsLeft()
        #expect(complaints(check, [title(5, "x")], stored: stored).isEmpty)
    }

    @Test func anOlderValueAfterANewerIsFound() throws {
        var check = EventCheck()
        for value in ["one", "two"] {
            check.committed(
                try content("UPDATE_LINK_TITLE", "\"linkId\":5,\"newTitleOfTheLink\":\"\(value)\""), made: [])
        }
        #expect(complaints(check, [title(5, "one"), title(5, "two")]).isEmpty)
        #expect(complaints(check, [title(5, "two"), title(5, "one")]).count == 1)
    }

    @Test func aValueThatCameBackIsInOrder() throws {
        var check = EventCheck()
        for value in ["one", "two", "one"] {
            check.committed(
                try content("UPDATE_LINK_TITLE", "\"linkId\":5,\"newTitleOfTheLink\":\"\(value)\""), made: [])
        }
        #expect(complaints(check, [title(5, "one"), title(5, "two"), title(5, "one")]).isEmpty)
    }

    @Test func aFrameThatIsNoEventIsFound() {
        #expect(complaints(EventCheck(), [Array("{}".utf8)]).count == 1)
    }
}
