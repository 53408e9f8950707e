import SyncCore

/// As `Deliverer` does it.
extension CoreProcess {
    func receive(_ pull: Pull, ticket: Int, _ now: Int64) {
        do {
            if let quiet = knownAnswer(to: pull) { return try answer(ticket, quiet, nil, now) }
            switch pull.kind {
            case .rows:
                if try !answerNow(pull, ticket, now) { try answerRows(pull, ticket, now) }
            case .list:
                if try !answerEmpty(pull, ticket, now) { try answerList(pull, ticket, askedAt: now, now) }
            }
        } catch {
            answer(ticket, Self.status(of: error))
        }
    }

    // MARK: Rows

    /// A pull that finds nothing: nothing is written down.
    private func answerNow(_ pull: Pull, _ ticket: Int, _ now: Int64) throws -> Bool {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let prepared = try PreparedPull(pull, snapshot, told: live.told(pull, nowMilliseconds: now))
        guard prepared.note == nil else { return false }
        remember(quiet: prepared)
        try answer(ticket, prepared, snapshot, now)
        return true
    }

    /// What finds nothing.
    private func answer(
        _ ticket: Int, _ prepared: PreparedPull, _ snapshot: (any StoreSnapshot)?, _ now: Int64
    ) throws {
        if let report = prepared.report(nil) {
            live.rowsSent(prepared.pull.asker, planted(report), nowMilliseconds: now)
            remember(prepared.pull, prepared, nil, now)
        }
        let found = snapshot.map { PulledAnswer($0, prepared, nil) } ?? PulledAnswer(quiet: prepared)
        answer(ticket, 200, try Self.whole(found.text()))
    }

    private func answerRows(_ pull: Pull, _ ticket: Int, _ now: Int64) throws {
        if !pairs.begin(pull, now: now) {
            return finish(ticket, PreparedPull(repeated: pull), try store.snapshot(), nil)
        }
        live.rowsBegin(pull.asker)
        try prepareRows(pull, ticket, mayWait: true, now)
    }

    private func prepareRows(_ pull: Pull, _ ticket: Int, mayWait: Bool, _ now: Int64) throws {
        do {
            let told = live.told(pull, nowMilliseconds: now)
            let snapshot = try store.snapshot()
            let prepared = try PreparedPull(pull, snapshot, told: told)
            if mayWait, prepared.waitsForQueue {
                snapshot.close()
                heldRows.append(
                    WaitingPull(
                        ticket: ticket, pull: pull, askedAtMilliseconds: now,
                        dueMilliseconds: now + PreparedPull.queueMilliseconds))
                return
            }
            guard let note = prepared.note else {
                return finishRows(ticket, pull, prepared, snapshot, nil, now)
            }
            live.rowsPrepared(prepared, nowMilliseconds: now)
            waiting.append(Job(work: .note(note), sequel: .answerRows(ticket: ticket, pull, prepared, snapshot)))
        } catch {
            live.rowsEnded(pull.asker, nil, nowMilliseconds: now)
            pairs.rowsFailed(pull)
            throw error
        }
    }

    /// Rows whose time has come.
    func answerHeldRows(_ now: Int64) {
        let due = heldRows.filter { $0.dueMilliseconds <= now }
        heldRows.removeAll { $0.dueMilliseconds <= now }
        for held in due {
            do {
                try prepareRows(held.pull, held.ticket, mayWait: false, now)
            } catch {
                answer(held.ticket, Self.status(of: error))
            }
        }
    }

    func finishRows(
        _ ticket: Int, _ pull: Pull, _ prepared: PreparedPull, _ snapshot: any StoreSnapshot, _ numbers: PullNumbers?,
        _ now: Int64
    ) {
        live.rowsEnded(pull.asker, prepared.report(numbers).map(planted), nowMilliseconds: now)
        remember(pull, prepared, numbers, now)
        finish(ticket, prepared, snapshot, numbers)
    }

    func finish(_ ticket: Int, _ prepared: PreparedPull, _ snapshot: any StoreSnapshot, _ numbers: PullNumbers?) {
        defer { snapshot.close() }
        do {
            answer(ticket, 200, try Self.whole(PulledAnswer(snapshot, prepared, numbers).text()))
        } catch {
            answer(ticket, Self.status(of: error))
        }
    }

    private func remember(_ pull: Pull, _ prepared: PreparedPull, _ numbers: PullNumbers?, _ now: Int64) {
        guard let pair = prepared.pair(numbers) else { return pairs.rowsFailed(pull) }
        pairs.rowsAnswered(pull, pair, atMilliseconds: now)
    }

    // MARK: Lists

    private func answerEmpty(_ pull: Pull, _ ticket: Int, _ now: Int64) throws -> Bool {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let prepared = try PreparedPull(pull, snapshot, told: live.told(pull, nowMilliseconds: now))
        guard prepared.isQuiet else { return false }
        remember(quiet: prepared)
        try answer(ticket, prepared, snapshot, now)
        return true
    }

    private func answerList(_ pull: Pull, _ ticket: Int, askedAt asked: Int64, _ now: Int64) throws {
        if seams.listsWait, let wait = pairs.waitMilliseconds(pull, askedAtMilliseconds: asked, now: now) {
            lists.append(
                WaitingPull(ticket: ticket, pull: pull, askedAtMilliseconds: asked, dueMilliseconds: now + wait))
            return
        }
        let pair = pairs.takePair(pull, now: now)
        let snapshot = try store.snapshot()
        do {
            let prepared = try PreparedPull(
                pull, snapshot, after: pair, told: live.told(pull, nowMilliseconds: now))
            guard let note = prepared.note else { return finish(ticket, prepared, snapshot, nil) }
            waiting.append(Job(work: .note(note), sequel: .answerList(ticket: ticket, prepared, snapshot)))
        } catch {
            snapshot.close()
            throw error
        }
    }

    /// Lists whose time has come.
    func answerLists(_ now: Int64) {
        let due = lists.filter { $0.dueMilliseconds <= now }
        lists.removeAll { $0.dueMilliseconds <= now }
        for list in due {
            do {
                try answerList(list.pull, list.ticket, askedAt: list.askedAtMilliseconds, now)
            } catch {
                answer(list.ticket, Self.status(of: error))
            }
        }
    }

    private func planted(_ report: RowsReport) -> RowsReport {
        guard seams.takesRowsForApplied else { return report }
        var report = report
        (report.count, report.provenThrough) = (0, report.through)
        return report
    }
}
