import JSONText
import Testing

@testable import SyncCore

/// Pulls that find nothing are remembered until something is written.
@Suite struct QuietPullsTests {
    private let asker = Asker(token: 77)

    /// A device that has all there is, and the number that it shows.
    private func upToDate(_ library: Library) throws -> Int64 {
        _ = try library.folder("Work")
        let rows = try library.pull(as: asker)
        let folders = try #require(rows["folders"]?.arrayValue)
        let number = try #require(folders.last?["eventTimestamp"]?.integerValue)
        for _ in 0..<2 {
            _ = try (library.pull(after: number, as: asker), library.tombstones(after: number, as: asker))
        }
        return number
    }

    private func prepared(_ pull: Pull, _ library: Library) throws -> PreparedPull {
        try library.reading { try PreparedPull(pull, $0) }
    }

    @Test(arguments: [Pull.Kind.rows, .list])
    func theSameAnswerComesWithoutTheStore(_ kind: Pull.Kind) throws {
        let library = try Library()
        let pull = Pull(kind, asker, watermark: try upToDate(library))
        let prepared = try prepared(pull, library)
        var quiet = QuietPulls()
        quiet.remember(prepared, commits: 3)
        let remembered = try #require(quiet.answer(to: pull, commits: 3))
        let asked = try library.reading { try PulledAnswer($0, prepared, nil).text().next(bytesWanted: .max) }
        #expect(try PulledAnswer(quiet: remembered).text().next(bytesWanted: .max) == asked)
    }

    @Test func afterACommitTheStoreIsAsked() throws {
        let library = try Library()
        let pull = Pull(.rows, asker, watermark: try upToDate(library))
        var quiet = QuietPulls()
        quiet.remember(try prepared(pull, library), commits: 3)
        #expect(quiet.answer(to: pull, commits: 4) == nil)
        #expect(quiet.answer(to: Pull(.list, asker, watermark: pull.watermark), commits: 3) == nil)
        #expect(quiet.answer(to: Pull(.rows, .shared, watermark: pull.watermark), commits: 3) == nil)
        // One that was prepared from a state before is not taken for one of now.
        quiet.remember(try prepared(Pull(.list, asker, watermark: pull.watermark), library), commits: 4)
        quiet.remember(try prepared(pull, library), commits: 3)
        #expect(quiet.answer(to: pull, commits: 4) == nil)
    }

    @Test func whatFindsSomethingOrIsToBeWrittenDownIsNotRemembered() throws {
        let library = try Library()
        let number = try upToDate(library)
        let first = Pull(.rows, asker, watermark: 0)
        _ = try library.folder("Home")
        let news = Pull(.rows, asker, watermark: number)
        var quiet = QuietPulls()
        for pull in [first, news] {
            quiet.remember(try prepared(pull, library), commits: 1)
            #expect(quiet.answer(to: pull, commits: 1) == nil)
        }
    }
}
