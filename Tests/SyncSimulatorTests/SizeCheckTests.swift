import Testing

@testable import SyncSimulator

/// Servers that keep too much.
struct SizeCheckTests {
    private func complaints(_ change: (inout ServerSizes) -> Void) -> (atAnyTime: Int, atRest: Int) {
        var sizes = ServerSizes()
        change(&sizes)
        let check = SizeCheck(sizes: sizes, askedCount: 10, namedRowsCount: 20)
        return (check.complaints.count, check.complaintsAtRest.count)
    }

    @Test func nothingIsNotTooMuch() { #expect(complaints { _ in } == (0, 0)) }

    @Test func socketsThatStayAreFound() { #expect(complaints { $0.socketsCount = 1 } == (0, 1)) }

    @Test func listsThatWaitForEverAreFound() { #expect(complaints { $0.waitingListsCount = 1 } == (0, 1)) }

    @Test func snapshotsThatStayOpenAreFound() { #expect(complaints { $0.openSnapshotsCount = 1 } == (0, 1)) }

    @Test func moreNumbersThanAnybodyAskedForAreFound() {
        #expect(complaints { $0.claimsCount = 60 } == (0, 0))
        #expect(complaints { $0.claimsCount = 61 } == (1, 1))
    }

    @Test func moreDoubtsThanRowsAreFound() {
        #expect(complaints { $0.doubtsMax = 25 } == (0, 0))
        #expect(complaints { $0.doubtsMax = 26 } == (1, 1))
    }
}
