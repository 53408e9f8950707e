import AppModels
import Testing

@testable import SyncSimulator

/// Hand-made differences between an app and a server, each of which must be found, and excused only by its cause.
struct DeviceCheckTests {
    private func server() -> LibraryState {
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "a", note: "", parent: nil, isArchived: false)
        state.folders[101] = LibraryState.Folder(name: "b", note: "", parent: 100, isArchived: false)
        state.links[200] = LibraryState.Link(
            type: "FOLDER_LINK", title: "l", url: "https://a.example/l", note: "", imageURL: "", folder: 101, tags: [])
        return state
    }

    private let same = HandMade.updates(
        folders: HandMade.folder(100, "a") + "," + HandMade.folder(101, "b", parent: 100),
        links: HandMade.link(200, "l", folder: 101))

    private func findings(_ updates: String, generation: Generation = .v0_19) -> [Finding] {
        let history = HandMade.history(generations: [generation])
        let device = HandMade.device(history)
        HandMade.pull(updates, into: device)
        return DeviceCheck(device, server: server(), ledger: Ledger(history)).findings
    }

    @Test(arguments: Generation.allCases) func equalLibrariesAreNoFinding(generation: Generation) {
        #expect(findings(same, generation: generation).isEmpty)
    }

    @Test func aRowThatTheAppLacksIsFound() {
        let updates = HandMade.updates(
            folders: HandMade.folder(100, "a") + "," + HandMade.folder(101, "b", parent: 100))
        #expect(findings(updates).broken == [.nothingSkipped])
    }

    @Test func aRowThatTheServerHasNotIsFound() {
        let folders = [
            HandMade.folder(100, "a"), HandMade.folder(101, "b", parent: 100), HandMade.folder(102, "c"),
        ].joined(separator: ",")
        let updates = HandMade.updates(folders: folders, links: HandMade.link(200, "l", folder: 101))
        #expect(findings(updates).broken == [.nothingSkipped])
    }

    @Test func anotherNameIsFound() {
        let updates = HandMade.updates(
            folders: HandMade.folder(100, "x") + "," + HandMade.folder(101, "b", parent: 100),
            links: HandMade.link(200, "l", folder: 101))
        #expect(findings(updates).broken == [.nothingSkipped])
    }

    @Test func aWrongFolderIsFound() {
        let updates = HandMade.updates(
            folders: HandMade.folder(100, "a") + "," + HandMade.folder(101, "b", parent: 100),
            links: HandMade.link(200, "l", folder: 100))
        #expect(findings(updates).broken == [.treeStaysTree])
    }

    @Test func aChildThatComesFirstIsFoundAtTheRoot() {
        let updates = HandMade.updates(
            folders: HandMade.folder(101, "b", parent: 100) + "," + HandMade.folder(100, "a"),
            links: HandMade.link(200, "l", folder: 101))
        #expect(findings(updates).broken == [.treeStaysTree])
    }

    /// A frame makes what a pull has brought.
    /// - Parameter lateness: how long that pull was on its way, in milliseconds.
    private func findingsOfTwo(
        hasOwnToken: Bool, lateness: Int64, showing number: Int64 = 0, isTestLate: Bool = false
    ) -> [Finding] {
        let history = HandMade.history(generations: [.v0_16], hasOwnToken: hasOwnToken)
        let device = HandMade.device(history)
        HandMade.pull(same, into: device)
        device.noteSocket(atMilliseconds: 400)
        device.app.socketOpened()
        let event =
            "{\"operation\":\"CREATE_FOLDER\",\"payload\":{\"id\":100,\"name\":\"a\",\"note\":\"\","
            + "\"parentFolderId\":null,\"isArchived\":false,\"correlation\":{\"id\":\"x\",\"clientName\":\"y\"},"
            + "\"eventTimestamp\":1700000001}}"
        device.noteTold(Array(event.utf8), atMilliseconds: 500)
        let sent = isTestLate ? 400 + lateness : 400
        device.notePull(showing: number, sentMilliseconds: sent, atMilliseconds: 400 + lateness)
        device.app.socketFrame(Array(event.utf8), nowSeconds: 1_700_000_001)
        device.app.runLocally(nowSeconds: 1_700_000_001)
        return DeviceCheck(device, server: server(), ledger: Ledger(history)).findings
    }

    @Test func aRowThatIsThereTwiceIsFound() {
        #expect(findingsOfTwo(hasOwnToken: true, lateness: 20_000).broken == [.nothingDoubled])
        #expect(findingsOfTwo(hasOwnToken: false, lateness: 200).broken == [.nothingDoubled])
    }

    /// Nobody can tell the late request of a device that has a socket from that of one that has nothing, or is another's.
    @Test(arguments: [Int64(0), 7], [true, false])
    func aRowThatAFrameMadeWhileAFirstPullWasLateIsExcused(shown: Int64, isTestLate: Bool) {
        let findings = findingsOfTwo(hasOwnToken: false, lateness: 20_000, showing: shown, isTestLate: isTestLate)
        #expect(findings.broken.isEmpty && findings.excuses == [.pulledUnknown])
    }

    private func device(_ hasOwnToken: Bool, holding updates: String) -> Device {
        let device = HandMade.device(HandMade.history(hasOwnToken: hasOwnToken))
        HandMade.pull(updates, into: device)
        return device
    }

    private func findings(_ device: Device, _ ledger: Ledger = Ledger(HandMade.history())) -> [Finding] {
        DeviceCheck(device, server: server(), ledger: ledger).findings
    }

    private func take(_ updates: String, askedAt asked: Int64, at taken: Int64, by device: Device) {
        var exchange = Exchange(
            sender: .nobody, device: 0, request: WireRequest(method: "GET", path: "/GET_UPDATES", body: nil),
            sentMilliseconds: asked)
        (exchange.arrivedMilliseconds, exchange.answeredMilliseconds) = (asked, asked)
        device.noteTaken(Array(updates.utf8), of: exchange, atMilliseconds: taken)
    }

    /// Who had made it is not known: a browser, for one.
    @Test(arguments: [true, false]) func whatALatePullOfEverythingMisfilesIsExcused(hasOwnToken: Bool) {
        let misfiled = HandMade.updates(
            folders: HandMade.folder(100, "a") + "," + HandMade.folder(101, "b", parent: 100),
            links: HandMade.link(200, "l", folder: 100))
        let device = device(hasOwnToken, holding: misfiled)
        device.notePull(showing: 0, sentMilliseconds: 0, atMilliseconds: 20_000)
        take(same, askedAt: 20_000, at: 20_100, by: device)
        #expect(findings(device).broken == (hasOwnToken ? [.treeStaysTree] : []))
        #expect(findings(device).excuses == (hasOwnToken ? [] : [.pulledUnknown]))
    }

    /// The answer to the first pull comes before the second one's, or behind it.
    @Test(arguments: [(true, Int64(9_000)), (false, 5_500), (false, 9_000)])
    func whatTheLateAnswerToAnUnknownPullSetsBackIsExcused(hasOwnToken: Bool, takenAt: Int64) {
        let former = HandMade.updates(
            folders: HandMade.folder(100, "x") + "," + HandMade.folder(101, "b", parent: 100),
            links: HandMade.link(200, "l", folder: 101))
        let device = device(hasOwnToken, holding: former)
        device.notePull(showing: 0, sentMilliseconds: 1_000, atMilliseconds: 1_000)
        take(same, askedAt: 5_000, at: 6_000, by: device)
        take(former, askedAt: 1_000, at: takenAt, by: device)
        let isExcused = !hasOwnToken && takenAt > 6_000
        #expect(findings(device).broken == (isExcused ? [] : [.nothingSkipped]))
        #expect(findings(device).excuses == (isExcused ? [.pulledUnknown] : []))
    }

    /// The tag was deleted before the device showed a number, or after.
    @Test(arguments: [(Int64(2_000), true), (4_000, false)])
    func aTagThatWasThereBeforeItsNumberStays(deletedAt: Int64, isExcused: Bool) throws {
        let tagged = same.replacing(#""tags":[]"#, with: #""tags":[{"id":300,"name":"t","eventTimestamp":1}]"#)
        let device = device(false, holding: tagged)
        device.notePull(showing: 0, sentMilliseconds: 1_000, atMilliseconds: 1_000)
        take(tagged, askedAt: 1_000, at: 1_100, by: device)
        device.app.start(nowSeconds: 1_700_000_001)
        device.noteCutOff()
        device.notePull(showing: 5, sentMilliseconds: 3_000, atMilliseconds: 3_000)
        var ledger = Ledger(HandMade.history())
        let deletion = try #require(RequestContent(path: "/DELETE_TAG", body: Array(#"{"id":300}"#.utf8)))
        ledger.sendings[1] = Ledger.Sending(
            device: 1, life: 0, content: deletion, sentMilliseconds: deletedAt, arrivedMilliseconds: deletedAt,
            fate: .heard)
        #expect(findings(device, ledger).broken == (isExcused ? [] : [.nothingSkipped]))
        #expect(findings(device, ledger).excuses == (isExcused ? [.pulledUnknown] : []))
    }

    @Test func aDeletionOfWhichNobodyWasToldExcusesWhatWentWithIt() throws {
        let history = HandMade.history()
        let device = HandMade.device(history)
        HandMade.pull(same, into: device)
        var ledger = Ledger(history)
        let before = device.app.library
        let folder = try #require(before.folders.first { $0.remoteId == 101 })
        device.app.kill()
        device.app.perform(.deleteFolder(folder.localId), nowSeconds: 1_700_000_010)
        ledger.acted(
            device, .deleteFolder(folder.localId), before: before, nowMilliseconds: 1_700_000_010_000,
            clockSeconds: 1_700_000_010)
        let findings = DeviceCheck(device, server: server(), ledger: ledger).findings
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.queuedFolderDeletion])
    }

    @Test func theSameLookWithoutTheCauseIsNoExcuse() {
        let updates = HandMade.updates(folders: HandMade.folder(100, "a"))
        #expect(findings(updates).broken == [.nothingSkipped])
        #expect(findings(updates).excuses.isEmpty)
    }
}
