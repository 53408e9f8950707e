/// The last answers with rows and the last lists: they may still be on their way to their devices, or have come there behind
/// a write that is. Whether or not they were shown since: what a device had sent before may be late.
///
/// A value without a clock.
struct SentLately: Sendable {
    /// Whom something was sent to: under the shared token devices are told apart by what the server knows them by.
    enum Recipient: Sendable, Hashable {
        case token(Int64)
        case holder(Int64)

        init(_ asker: Asker, _ holder: Int64) { self = asker.isKnown ? .token(asker.token) : .holder(holder) }
    }

    private var answers: [Recipient: [AnswerInFlight]] = [:]
    private var lists: [Recipient: [ListInFlight]] = [:]
    private var forgottenBeforeMilliseconds: Int64 = .min / 2
    /// Looks at all no more often than this.
    private static let patienceMilliseconds: Int64 = 5_000

    mutating func add(_ sent: [AnswerInFlight], to recipient: Recipient) {
        if !sent.isEmpty { answers[recipient, default: []] += sent }
    }

    mutating func add(_ list: ListInFlight, to recipient: Recipient) { lists[recipient, default: []].append(list) }

    mutating func forget(before milliseconds: Int64) {
        guard milliseconds >= forgottenBeforeMilliseconds + Self.patienceMilliseconds else { return }
        keep(after: milliseconds)
    }

    private mutating func keep(after milliseconds: Int64) {
        forgottenBeforeMilliseconds = milliseconds
        answers = Self.recent(answers) { $0.atMilliseconds > milliseconds }
        lists = Self.recent(lists) { $0.atMilliseconds > milliseconds }
    }

    private static func recent<Sent>(
        _ sent: [Recipient: [Sent]], _ isRecent: (Sent) -> Bool
    ) -> [Recipient: [Sent]] {
        sent.compactMapValues { all in
            let left = all.filter(isRecent)
            return left.isEmpty ? nil : left
        }
    }

    /// - Returns: what went to this asker, or, where many ask with one token, to any of them.
    func after(_ milliseconds: Int64, to asker: Asker) -> SentLately {
        var sent = SentLately()
        if asker.isKnown {
            let recipient = Recipient.token(asker.token)
            (sent.answers[recipient], sent.lists[recipient]) = (answers[recipient], lists[recipient])
        } else {
            sent = self
        }
        sent.keep(after: milliseconds)
        return sent
    }

    /// The lists alone.
    func listsAfter(_ milliseconds: Int64, to asker: Asker) -> SentLately {
        var sent = self
        sent.answers = [:]
        return sent.after(milliseconds, to: asker)
    }

    func answers(to recipient: Recipient) -> [AnswerInFlight] { answers[recipient] ?? [] }

    func lists(to recipient: Recipient) -> [ListInFlight] { lists[recipient] ?? [] }

    /// Rows that a list says as they were when it was made.
    func rowsInLists(to recipient: Recipient) -> Set<RowName> {
        lists(to: recipient).reduce(into: []) { $0.formUnion($1.rows) }
    }
}

/// An answer with rows that may come later than others that were sent after it. What its device shows next proves nothing of
/// that, other than the numbers of its own.
struct AnswerInFlight: Sendable {
    /// It holds rows stamped after this, as they were at ``through``.
    private let after: Int64
    let through: Int64
    /// And of these any.
    private let doubted: Set<RowName>
    /// Who shows one of these has it.
    private let numbers: [Int64]
    let atMilliseconds: Int64

    init(_ report: RowsReport, atMilliseconds: Int64) {
        (after, through, numbers) = (report.provenThrough, report.through, report.numbers)
        doubted = report.doubted
        self.atMilliseconds = atMilliseconds
    }

    func isShown(by watermark: Int64) -> Bool { numbers.contains(watermark) }

    /// Whether it may hold this row as it was.
    func mayHold(_ row: RowName, stamp: Int64) -> Bool { stamp > after || doubted.contains(row) }
}

/// The same of a list, which says rows as they were when it was made.
struct ListInFlight: Sendable {
    let rows: Set<RowName>
    let through: Int64
    private let numbers: [Int64]
    let atMilliseconds: Int64

    init(_ report: ListReport, atMilliseconds: Int64) {
        (rows, through, numbers) = (report.rowsTold, report.through, report.numbers)
        self.atMilliseconds = atMilliseconds
    }

    func isShown(by watermark: Int64) -> Bool { numbers.contains(watermark) }
}
