import SyncModel
import Testing

@testable import SyncSimulator

/// Answers and what was stored for them.
struct CommitCheckTests {
    private func ledger(answered: Bool) -> Ledger {
        var ledger = Ledger(HandMade.history())
        if answered, let content = RequestContent(path: "/DELETE_TAG", body: Array("{\"id\":5}".utf8)) {
            ledger.justAnswered = [content]
        }
        return ledger
    }

    private func broken(answered: Bool, _ deeds: [StoreDeed]) -> [Guarantee] {
        var ledger = ledger(answered: answered)
        ledger.compare(deeds)
        return ledger.violations.map(\.guarantee)
    }

    @Test func aSuccessThatIsCommittedIsRight() {
        #expect(broken(answered: true, [.removed(.tag, id: 5), .stamped(7), .committed]).isEmpty)
    }

    @Test func aSuccessThatIsNotCommittedIsFound() { #expect(broken(answered: true, []) == [.durable]) }

    @Test func aRefusalThatIsCommittedIsFound() {
        #expect(broken(answered: false, [.added(.tag, id: 6), .committed]) == [.durable])
        #expect(broken(answered: false, [.removed(.tag, id: 6), .committed]) == [.durable])
    }

    @Test func whatTheServerNotesForItselfIsNoChange() { #expect(broken(answered: false, [.committed]).isEmpty) }

    @Test func anAnswerWithARowThatIsNotStoredIsFound() {
        var ledger = ledger(answered: true)
        ledger.justToldRows = [RowKey(.tag, 5), RowKey(.tag, 6)]
        ledger.stored([.added(.tag, id: 5)])
        ledger.compareToldRows()
        #expect(ledger.violations.map(\.guarantee) == [.durable])
    }

    @Test func anIdThatIsGivenTwiceIsFound() {
        var ledger = ledger(answered: false)
        ledger.stored([.added(.tag, id: 5), .removed(.tag, id: 5), .added(.tag, id: 6), .added(.link, id: 5)])
        #expect(ledger.violations.isEmpty)
        ledger.stored([.added(.tag, id: 5)])
        #expect(ledger.violations.map(\.guarantee) == [.nothingSkipped])
    }

    /// No state from before shows it in there.
    @Test func whatWasPutIntoAFolderInTheMomentOfItsDeletionGoesWithIt() {
        for (folder, unasked) in [(Int64(5), 0), (6, 1)] {
            var ledger = Ledger(HandMade.history())
            let request = RequestContent(path: "/DELETE_FOLDER", body: Array("{\"id\":5}".utf8))
            ledger.justAnswered = [request].compactMap { $0 }
            ledger.stored([
                .added(.folder, id: 7), .added(.link, id: 8), .removed(.link, id: 8, from: [RowKey(.folder, 7)]),
                .removed(.folder, id: 7, from: [RowKey(.folder, folder)]), .removed(.folder, id: 5),
            ])
            #expect(ledger.unaskedRemovals.count == 2 * unasked)
        }
    }
}
