/// Queues and memory are bounded, however long it goes on: by a constant where something waits in memory, by what was
/// asked for where something is written down.
struct SizeCheck {
    let sizes: ServerSizes
    /// Requests, sockets and frames so far.
    let askedCount: Int
    /// Rows that ever were, and ids that requests named.
    let namedRowsCount: Int

    /// Events that wait for one socket.
    static let waitingEventsMax = 512
    /// Numbers for one request, socket or frame.
    static let numbersMax = 6

    /// At any moment.
    var complaints: [String] {
        var complaints: [String] = []
        if sizes.claimsCount > Self.numbersMax * askedCount {
            complaints.append("\(sizes.claimsCount) numbers were given for \(askedCount) requests, sockets and frames")
        }
        // One more of each kind stands for all rows of it.
        if sizes.doubtsMax > namedRowsCount + RowKind.allCases.count {
            complaints.append("a device has \(sizes.doubtsMax) doubts of \(namedRowsCount) rows")
        }
        return complaints
    }

    /// When everybody has gone and nothing is under way.
    var complaintsAtRest: [String] {
        var complaints = self.complaints
        if sizes.socketsCount > 0 { complaints.append("\(sizes.socketsCount) sockets are kept that are closed") }
        if sizes.waitingListsCount > 0 { complaints.append("\(sizes.waitingListsCount) lists wait for ever") }
        if sizes.openSnapshotsCount > 0 { complaints.append("\(sizes.openSnapshotsCount) snapshots were never closed") }
        return complaints
    }
}

extension World {
    private var sizeCheck: SizeCheck {
        let named = ledger.sendings.values.reduce(0) { $0 + $1.content.claims.count + $1.content.deletions.count }
        return SizeCheck(
            sizes: server.sizes(), askedCount: lastTicket + lastSocket + framesCount,
            namedRowsCount: ledger.addedRows.count + named)
    }

    func checkSizes() {
        checkQueues()
        complain(sizeCheck.complaints)
    }

    func checkQueues() {
        let count = server.longestQueueCount
        if count > SizeCheck.waitingEventsMax { complain(["\(count) events wait for one socket"]) }
    }

    func checkSizesAtRest() { complain(sizeCheck.complaintsAtRest) }

    private func complain(_ complaints: [String]) {
        ledger.violations += complaints.map { Violation(.bounded, $0) }
    }
}
