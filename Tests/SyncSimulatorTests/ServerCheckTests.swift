import AppModels
import Testing

@testable import SyncSimulator

/// Hand-made mistakes of a server, each of which must be found.
struct ServerCheckTests {
    private static let correlation = "\"correlation\":{\"id\":\"correlation-0\",\"clientName\":\"app0\"}"

    private func answer(_ id: Int) -> [UInt8] {
        Array(
            "{\"timeStampBasedResponse\":{\"eventTimestamp\":1,\"message\":\"\"},\"id\":\(id),\(Self.correlation)}".utf8
        )
    }

    /// A device that made a folder, and the ledger of it.
    private func folderMade(
        _ clock: WrongClock = WrongClock()
    ) -> (device: Device, ledger: Ledger, request: WireRequest) {
        let history = HandMade.history(clock: clock)
        let device = HandMade.device(history)
        HandMade.pull(HandMade.updates(), into: device)
        _ = device.app.takeRequests()
        var ledger = Ledger(history)
        let action = UserAction.createFolder(name: "mine", note: "", parent: nil)
        let before = device.app.library
        device.app.perform(action, nowSeconds: 1_700_000_005)
        ledger.acted(
            device, action, before: before, nowMilliseconds: 1_700_000_005_000, clockSeconds: 1_700_000_005)
        let request = device.app.takeRequests().map { WireRequest($0) }.first { $0.body != nil }
        return (device, ledger, request ?? WireRequest(method: "", path: "", body: nil))
    }

    private func state(_ ids: Int64...) -> LibraryState {
        var state = LibraryState()
        for id in ids {
            state.folders[id] = LibraryState.Folder(name: "mine", note: "", parent: nil, isArchived: false)
        }
        return state
    }

    @Test func oneActionThatMadeTwoRowsIsFound() {
        var (device, ledger, request) = folderMade()
        for (ticket, id) in [(1, 10), (2, 11)] {
            ledger.sent(request, ticket: ticket, by: device, nowMilliseconds: 1_700_000_006_000)
            ledger.answered(ticket, status: 200, body: answer(id))
        }
        #expect(ServerCheck(server: state(10), ledger: ledger).findings.broken == [.durable])
        #expect(ServerCheck(server: state(10, 11), ledger: ledger).findings.broken == [.nothingDoubled])
    }

    /// Renamed and queued once more before the first was heard. By a clock that is ahead and that nobody knows it may have
    /// been later.
    @Test(arguments: [0, 36]) func aRowRenamedBeforeItWasHeardMakesNoOther(secondsAhead: Int64) {
        var (device, ledger, _) = folderMade(WrongClock(skewMilliseconds: 1_000 * secondsAhead))
        for (ticket, name, id) in [(1, "mine", 10), (2, "ours", 11)] {
            let said = 1_700_000_004 + secondsAhead + Int64(ticket)
            let body =
                "{\"name\":\"\(name)\",\"note\":\"\",\"parentFolderId\":null,\"isArchived\":false,"
                + "\"eventTimestamp\":\(said),\"offlineSyncItemId\":1,\(Self.correlation)}"
            let request = WireRequest(method: "POST", path: "/CREATE_FOLDER", body: Array(body.utf8))
            let arrival = 1_700_000_006_000 + Int64(ticket)
            ledger.sent(request, ticket: ticket, by: device, nowMilliseconds: arrival)
            ledger.arrived(ticket, nowMilliseconds: arrival)
            ledger.answered(ticket, status: 200, body: answer(id))
        }
        let broken = ServerCheck(server: state(10, 11), ledger: ledger).findings.broken
        #expect(broken == (secondsAhead == 0 ? [.nothingDoubled] : []))
    }

    @Test func aRowThatNobodyAskedForIsFound() {
        var (device, ledger, request) = folderMade()
        ledger.sent(request, ticket: 1, by: device, nowMilliseconds: 1_700_000_006_000)
        ledger.answered(1, status: 200, body: answer(10))
        #expect(ServerCheck(server: state(10), ledger: ledger).findings.isEmpty)
        #expect(ServerCheck(server: state(10, 12), ledger: ledger).findings.broken == [.nothingDoubled])
    }

    @Test func aRowOfARequestThatDiedWithTheServerIsAllowedOnce() {
        var (device, ledger, request) = folderMade()
        ledger.sent(request, ticket: 1, by: device, nowMilliseconds: 1_700_000_006_000)
        ledger.serverDied(1)
        #expect(ServerCheck(server: state(10), ledger: ledger).findings.isEmpty)
        #expect(ServerCheck(server: state(10, 12), ledger: ledger).findings.broken == [.nothingDoubled])
    }

    @Test func aRowOfARequestThatDiedWithTheServerMayBeRenamed() {
        var (device, ledger, request) = folderMade()
        ledger.sent(request, ticket: 1, by: device, nowMilliseconds: 1_700_000_006_000)
        ledger.serverDied(1)
        var renamed = state(10)
        renamed.folders[10]?.name = "ours"
        #expect(ServerCheck(server: renamed, ledger: ledger).findings.broken == [.nothingDoubled])
        let body = "{\"folderId\":10,\"newFolderName\":\"ours\",\"eventTimestamp\":1700000007,\(Self.correlation)}"
        let edit = WireRequest(method: "POST", path: "/UPDATE_FOLDER_NAME", body: Array(body.utf8))
        ledger.sent(edit, ticket: 2, by: device, nowMilliseconds: 1_700_000_007_000)
        ledger.answered(2, status: 200, body: [])
        #expect(ServerCheck(server: renamed, ledger: ledger).findings.isEmpty)
        renamed.folders[11] = renamed.folders[10]
        #expect(ServerCheck(server: renamed, ledger: ledger).findings.broken == [.nothingDoubled])
    }

    @Test func anAcknowledgedRowThatIsGoneIsFound() {
        var (device, ledger, request) = folderMade()
        ledger.sent(request, ticket: 1, by: device, nowMilliseconds: 1_700_000_006_000)
        ledger.answered(1, status: 200, body: answer(10))
        #expect(ServerCheck(server: state(), ledger: ledger).findings.broken == [.durable])
    }

    @Test func aRowThatGoesUnaskedIsFound() {
        var (device, ledger, request) = folderMade()
        ledger.sent(request, ticket: 1, by: device, nowMilliseconds: 1_700_000_006_000)
        ledger.answered(1, status: 200, body: answer(10))
        ledger.stored([.added(.folder, id: 10), .removed(.folder, id: 99)])
        #expect(ServerCheck(server: state(10), ledger: ledger).findings.broken == [.durable])
    }

    @Test func aDeletedRowThatIsStillThereIsFound() {
        var (device, ledger, _) = folderMade()
        let body = "{\"id\":10,\"eventTimestamp\":1700000009,\(Self.correlation)}"
        let request = WireRequest(method: "POST", path: "/DELETE_FOLDER", body: Array(body.utf8))
        ledger.sent(request, ticket: 5, by: device, nowMilliseconds: 1_700_000_009_000)
        ledger.answered(5, status: 200, body: [])
        ledger.answeredRows[RowKey(.folder, 10)] = .some(nil)
        #expect(ServerCheck(server: state(10), ledger: ledger).findings.broken == [.nothingSkipped])
        ledger.stored([.removed(.folder, id: 10)])
        #expect(ServerCheck(server: state(), ledger: ledger).findings.isEmpty)
    }

    @Test func aCircleIsFound() {
        var state = state(10, 11)
        state.folders[10]?.parent = 11
        state.folders[11]?.parent = 10
        var ledger = Ledger(HandMade.history())
        ledger.answeredRows = [RowKey(.folder, 10): nil, RowKey(.folder, 11): nil]
        #expect(ServerCheck(server: state, ledger: ledger).findings.broken == [.treeStaysTree])
    }

    @Test func stampsThatDoNotGrowAreFound() {
        var ledger = Ledger(HandMade.history())
        ledger.stored([.stamped(5)])
        ledger.stored([.stamped(6)])
        #expect(ledger.violations.isEmpty)
        ledger.stored([.stamped(6)])
        #expect(ledger.violations.map(\.guarantee) == [.nothingSkipped])
    }
}
