import SyncModel
import Testing

@testable import SyncSimulator

/// What a real process did is judged by its journal: hand-made ones, good and bad.
struct JournalTests {
    private static let begin = History.beginMilliseconds

    private func entry(
        _ seconds: Int64, _ act: JournalEntry.Act, _ kind: RowKind?, _ id: Int64, first: Int64? = nil,
        second: Int64? = nil
    ) -> JournalEntry {
        JournalEntry(
            milliseconds: Self.begin + seconds * 1_000, act: act, kind: kind, id: id, first: first, second: second)
    }

    /// A ledger in which one request was carried out at this time.
    private func ledger(_ operation: OperationName, _ body: String, atSeconds seconds: Int64) -> Ledger {
        var ledger = Ledger(HandMade.history())
        let request = WireRequest(method: "POST", path: "/" + operation.rawValue, body: Array(body.utf8))
        let milliseconds = Self.begin + seconds * 1_000
        ledger.sent(request, ticket: 1, by: HandMade.device(), nowMilliseconds: milliseconds)
        ledger.arrived(1, nowMilliseconds: milliseconds)
        ledger.answered(1, status: 200, body: [])
        return ledger
    }

    @Test func whatLiesInADeletedFolderWasAskedFor() {
        var ledger = ledger(.deleteFolder, #"{"id":1,"eventTimestamp":1700000010}"#, atSeconds: 10)
        ledger.stored(atTheEnd: [
            entry(1, .added, .folder, 1), entry(2, .added, .folder, 2), entry(3, .added, .link, 3),
            entry(3, .added, .panelFolder, 4), entry(10, .removed, .panelFolder, 4, first: 9, second: 2),
            entry(10, .removed, .link, 3, first: 2), entry(10, .removed, .folder, 2, first: 1),
            entry(10, .removed, .folder, 1),
        ])
        #expect(ledger.unaskedRemovals.isEmpty)
        #expect(ledger.removedRows.count == 4 && ledger.addedRows == ledger.removedRows)
    }

    @Test func aRowThatNobodyAskedForIsFound() {
        var ledger = ledger(.deleteFolder, #"{"id":1,"eventTimestamp":1700000010}"#, atSeconds: 10)
        ledger.stored(atTheEnd: [
            entry(10, .removed, .folder, 1), entry(10, .removed, .link, 3, first: 2), entry(10, .removed, .tag, 1),
        ])
        #expect(ledger.unaskedRemovals == [RowKey(.link, 3), RowKey(.tag, 1)])
    }

    @Test func aWipeConcernsWhatWasThere() {
        var ledger = ledger(.deleteEverything, #"{"eventTimestamp":1700000010}"#, atSeconds: 10)
        ledger.stored(atTheEnd: [entry(1, .added, .folder, 1), entry(15, .added, .folder, 2)])
        #expect(ledger.wipedRows == [RowKey(.folder, 1)])
    }

    @Test(arguments: [(Int64(5), true), (15, false)]) func aCopyOfWhatWasGone(removedAt: Int64, isOfNothing: Bool) {
        let body =
            #"{"folders":[{"currentFolder":{"localId":3,"remoteId":7},"links":[],"childFolders":[]}],"linkIds":{},"#
            + #""linkType":"FOLDER_LINK","newParentFolderId":1,"eventTimestamp":1700000010}"#
        var ledger = ledger(.copyExistingItems, body, atSeconds: 10)
        ledger.stored(atTheEnd: [entry(1, .added, .folder, 7), entry(removedAt, .removed, .folder, 7)])
        let copy = LocalDifference.Row(kind: .folder, localId: 3)
        #expect(ledger.sendings[1]?.copiesOfNothing == (isOfNothing ? [copy] : []))
    }

    @Test func stampsMayNotFall() {
        var ledger = Ledger(HandMade.history())
        ledger.stored(atTheEnd: [5, 6, 6].map { entry(1, .stamped, nil, $0) })
        #expect(ledger.violations.isEmpty)
        ledger.stored(atTheEnd: [entry(1, .stamped, nil, 5)])
        #expect(ledger.violations.map(\.guarantee) == [.nothingSkipped])
    }

    @Test func aFolderThatIsNamedMustExist() {
        let journal = [entry(1, .added, .folder, 1), entry(5, .removed, .folder, 1), entry(1, .added, .folder, 2)]
        var ledger = Ledger(HandMade.history())
        ledger.namedFolders = [(Self.begin + 4_000, [1, 2])]
        ledger.stored(atTheEnd: journal)
        #expect(ledger.violations.isEmpty)
        ledger.namedFolders = [(Self.begin + 8_000, [1]), (Self.begin + 8_000, [2, 3])]
        ledger.stored(atTheEnd: journal)
        #expect(ledger.violations.map(\.guarantee) == [.treeStaysTree, .treeStaysTree])
    }
}
