import AppModels

/// Every device converges: after the calm an app holds what the server holds, but for what no server could mend (G1, G2,
/// G4, G7).
struct DeviceCheck {
    let device: Device
    let server: LibraryState
    let ledger: Ledger
    let local: LocalState
    let isCopiedProfile: Bool

    init(_ device: Device, server: LibraryState, ledger: Ledger) {
        isCopiedProfile = ledger.history.isCopiedProfile(device.plan)
        self.device = device
        self.server = server
        self.ledger = ledger
        local = LocalState(device.app.library)
    }

    var findings: [Finding] {
        let differences = StateDifference.all(
            app: local.library, server: server, knowsTags: device.plan.generation.knowsTags)
        return differences.map(judge) + local.unsynced.map(judgeUnsynced) + doubles
    }

    func violation(_ guarantee: Guarantee, _ what: String) -> Finding {
        if isCopiedProfile { return .excused(.copiedProfile) }
        return .violation(Violation(guarantee, "\(device.plan.name) (\(device.plan.generation.rawValue)) \(what)"))
    }

    private func judge(_ difference: StateDifference) -> Finding {
        switch difference {
        case .missing(let row): judgeMissing(row)
        case .extra(let row): judgeExtra(row)
        case .field(let row, let field): judgeField(row, field)
        }
    }

    // MARK: Rows twice

    private var doubles: [Finding] {
        local.localIds.filter { $0.value.count > 1 }.sorted { $0.key.id < $1.key.id }.map { row, ids in
            // Copies inside folders keep the source's id until the answer comes (PROTOCOL §5.8).
            if let excuse = ids.lazy.compactMap({ excuseOfUnansweredCopy(row.kind, $0) }).first {
                return .excused(excuse)
            }
            if let excuse = excuseOfReplacedCopy(of: row) { return .excused(excuse) }
            if wasPulledUnknown(row) || wasPulled(row, at: device.pullsOfEverythingAtOnce) || wasToldBeforeLatePull(row)
            {
                return .excused(.pulledUnknown)
            }
            if wasAnsweredLateAndAgain(row) { return .excused(.answeredLate) }
            if row.kind == .panel, isMisnamed(panel: row.id) { return .excused(.stuckInQueue) }
            if wereMadeAlike(ids.map { key(row.kind, $0) }) { return .excused(.equalBytes) }
            return violation(.nothingDoubled, "has \(row) twice")
        }
    }

    /// A copy of it bears its id, for the app was killed before that was answered, or never sent it again; or what a list
    /// made anew stands where that list deleted the copy, which an app takes for the row itself.
    private func excuseOfReplacedCopy(of row: RowKey) -> Excuse? {
        let copyings = ledger.sendings.values.filter { $0.device == device.index && !$0.content.copies.isEmpty }
        let answered = Set(copyings.filter(\.isAnswerKnown).flatMap(\.content.copies).map { key($0.kind, $0.localId) })
        for copying in copyings.sorted(by: { $0.sentMilliseconds < $1.sentMilliseconds }) where !copying.isAnswerKnown {
            for copy in copying.content.copies where RowKey(copy.kind, copy.source) == row {
                if answered.contains(key(copy.kind, copy.localId)) { continue }
                if copying.appDied { return .diedOnTheWay }
                // Copies are sent again at every start, unless they wait behind what can't be read (F35).
                if !device.app.queue.isEmpty { return .stuckInQueue }
            }
        }
        return ledger.births.indices.first { isUnsentCopy($0, of: row) }.map { causeOfSilence(birth: $0) }
    }

    /// The app made this of the row, with its id, and asked nobody to copy it (PROTOCOL F20).
    private func isUnsentCopy(_ index: Int, of row: RowKey) -> Bool {
        let birth = ledger.births[index]
        guard birth.device == device.index, birth.row.kind == row.kind, birth.tickets.isEmpty, !birth.isDeletedLocally
        else { return false }
        return ledger.intents[birth.intent].difference.edits.contains {
            $0.row == birth.row && $0.remoteId == row.id
        }
    }

    /// Without a token of its own, and before it had shown a number that came to it by its name, or showing none, the device
    /// pulled what it had made itself and then sent again: nobody can tell that pull from another device's.
    func wasPulledUnknown(_ row: RowKey) -> Bool { wasPulledUnknown(row, at: device.unknownPulls) }

    /// The same by some of its pulls.
    func wasPulledUnknown(_ row: RowKey, at pulls: [Int64]) -> Bool {
        wasPulled(row, at: pulls, madeBy: ledger.births.filter { $0.device == device.index })
    }

    /// Without a token of its own the device was sent all that there is, and had some of it, or was being sent it: nobody can
    /// tell it from one that has nothing.
    func wasPulled(_ row: RowKey, at pulls: [Int64]) -> Bool {
        wasPulled(row, at: pulls, madeBy: ledger.births) || wasTaken(row, at: pulls)
    }

    /// Without a token of its own: the answers to these pulls brought it, whoever had made it, a browser for one.
    func wasTaken(_ row: RowKey, at pulls: [Int64]) -> Bool {
        !device.plan.hasOwnToken
            && device.answersTaken.contains { pulls.contains($0.askedMilliseconds) && $0.rows.contains(row) }
    }

    private func wasPulled(_ row: RowKey, at pulls: [Int64], madeBy births: [Ledger.Birth]) -> Bool {
        guard !device.plan.hasOwnToken, !pulls.isEmpty else { return false }
        // Two creations alike, of one second, may have been answered with one row.
        let tickets = births.filter { $0.ids.contains(row) }.flatMap(\.tickets)
        let arrivals = tickets.compactMap { ledger.sendings[$0]?.arrivedMilliseconds }
        guard let first = arrivals.min() else { return false }
        return pulls.contains { $0 >= first }
    }

    /// Two answers brought it that the app applied side by side, since one of them was so late that it might never have come:
    /// the other, which was asked for when the first should have been there, had to bring it, too.
    private func wasAnsweredLateAndAgain(_ row: RowKey) -> Bool {
        let answers = device.answersTaken.filter { $0.rows.contains(row) }
        return answers.contains { late in
            answers.contains { again in
                again.life == late.life
                    && min(late.takenMilliseconds, again.askedMilliseconds)
                        > late.answeredMilliseconds + Self.onTimeMilliseconds
                    && abs(again.takenMilliseconds - late.takenMilliseconds) <= Self.applyingMillisecondsMax
            }
        }
    }

    /// An answer that is not late has come by then: so long a server holds back what is asked for again.
    private static let onTimeMilliseconds: Int64 = 1_200
    /// And its rows are applied by then.
    private static let applyingMillisecondsMax: Int64 = 5_000

    /// Without a token of its own the device was sent all that there is, late, with what a frame had made meanwhile.
    private func wasToldBeforeLatePull(_ row: RowKey) -> Bool {
        !device.plan.hasOwnToken && device.rowsToldBeforeLatePull.contains(row)
    }

    /// The user made the like twice in one second: one request, sent twice.
    func wereMadeAlike(_ rows: [Ledger.DeviceRow]) -> Bool {
        let births = rows.compactMap { ledger.birthsOfRows[$0]?.last }.map { ledger.births[$0] }
        guard births.count == rows.count, let first = births.first else { return false }
        return births.allSatisfy { birth in
            let isOfOneSecond = ledger.intents[birth.intent].clockSeconds == ledger.intents[first.intent].clockSeconds
            return Set(calls(of: birth)) == Set(calls(of: first)) && isOfOneSecond
                || !moments(of: birth).isDisjoint(with: moments(of: first))
        }
    }

    /// What its creations called it, and when they say that it was made: an edit before it is synced changes both.
    private func moments(of birth: Ledger.Birth) -> Set<String> {
        let creations = birth.tickets.compactMap { ledger.sendings[$0]?.content }
        return Set(creations.compactMap { content in content.creation.map { "\(content.editSeconds) \($0.call)" } })
    }

    /// By what its creations told it from others.
    private func calls(of birth: Ledger.Birth) -> [String] {
        birth.tickets.compactMap { ledger.sendings[$0]?.content.creation?.call }
    }

    /// The row was made by a copy to which no answer gave it a number of its own.
    func excuseOfUnansweredCopy(_ kind: RowKind, _ localId: Int64) -> Excuse? {
        guard let birth = ledger.birthsOfRows[key(kind, localId)]?.last, isCopy(birth) else { return nil }
        let tickets = ledger.births[birth].tickets.compactMap { ledger.sendings[$0] }
        // The answer may have come when the app was dying.
        guard ledger.births[birth].ids.isEmpty || tickets.allSatisfy({ $0.appDied || !$0.isAnswerKnown }) else {
            return nil
        }
        return excuseOfCopy(ledger.births[birth].row, tickets) ?? causeOfSilence(birth: birth)
    }

    private func isCopy(_ birth: Int) -> Bool {
        ledger.intents[ledger.births[birth].intent].difference.created.count > 0
            && ledger.births[birth].tickets.allSatisfy { ledger.sendings[$0]?.content.creation == nil }
    }

    func key(_ kind: RowKind, _ localId: Int64) -> Ledger.DeviceRow {
        Ledger.DeviceRow(device: device.index, row: LocalDifference.Row(kind: kind, localId: localId))
    }
}
