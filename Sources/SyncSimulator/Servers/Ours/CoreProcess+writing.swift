import JSONText
import SyncCore
import SyncModel

/// As `Writer` and `Announcer` do it.
extension CoreProcess {
    /// Carries out all that waits as one group, and says what is due then.
    func work(nowMilliseconds now: Int64, arrivalSeconds: Int64) {
        let jobs = waiting
        waiting = []
        if !jobs.isEmpty { commit(jobs, now, arrivalSeconds) }
        announce(now, arrivalSeconds)
        answerHeldRows(now)
        answerLists(now)
    }

    private func commit(_ jobs: [Job], _ now: Int64, _ arrivalSeconds: Int64) {
        let results = commit(jobs.map(\.work), arrivalSeconds: arrivalSeconds)
        live.advance(to: engine.lastStamp)
        for (job, result) in zip(jobs, results) {
            goOn(job.sequel, result, now)
            if case .success(.written(let committed)) = result {
                live.tell(committed)
            }
        }
    }

    private func goOn(_ sequel: Job.Sequel, _ result: Result<Done, StoreError>, _ now: Int64) {
        switch (sequel, result) {
        case (.answerWrite(let ticket), .success(.written(let committed))):
            var writer = JSONWriter()
            committed.reply.write(to: &writer)
            answer(ticket, 200, writer.bytes)
        case (.answerRows(let ticket, let pull, let prepared, let snapshot), .success(.noted(let numbers))):
            finishRows(ticket, pull, prepared, snapshot, numbers, now)
        case (.answerList(let ticket, let prepared, let snapshot), .success(.noted(let numbers))):
            if let report = prepared.listReport(numbers) {
                live.listSent(prepared.pull.asker, report, nowMilliseconds: now)
            }
            finish(ticket, prepared, snapshot, numbers)
        case (.introduce(let socket), .success(.introduced(let introduction))):
            live.introduce(UInt64(socket), introduction, nowMilliseconds: now)
        case (_, .failure(let error)): fail(sequel, error, now)
        case (.nothing, .success), (.confirm, .success): break
        case (_, .success): fail(sequel, StoreError(.mistaken, "a work came back as something else"), now)
        }
    }

    private func fail(_ sequel: Job.Sequel, _ error: StoreError, _ now: Int64) {
        switch sequel {
        case .answerWrite(let ticket): answer(ticket, Self.status(of: error))
        case .answerRows(let ticket, let pull, _, let snapshot):
            live.rowsEnded(pull.asker, nil, nowMilliseconds: now)
            pairs.rowsFailed(pull)
            snapshot.close()
            answer(ticket, Self.status(of: error))
        case .answerList(let ticket, _, let snapshot):
            snapshot.close()
            answer(ticket, Self.status(of: error))
        case .confirm(let socket, let confirmation): live.couldNotConfirm(UInt64(socket), confirmation)
        case .introduce, .nothing: break
        }
    }

    private func announce(_ now: Int64, _ arrivalSeconds: Int64) {
        say(live.due(nowMilliseconds: now))
        let rings = live.rings(nowMilliseconds: now)
        guard !rings.isEmpty else { return }
        let works = rings.map { Work.ring(holder: $0.holder, number: $0.number) }
        for (ring, result) in zip(rings, commit(works, arrivalSeconds: arrivalSeconds)) {
            live.rung(ring.session, result, nowMilliseconds: now)
        }
        say(live.due(nowMilliseconds: now))
    }

    /// When there is something to do without being asked.
    var nextMilliseconds: Int64? {
        if let knownNext { return knownNext }
        let next = [live.nextMilliseconds, (lists + heldRows).map(\.dueMilliseconds).min()].compactMap { $0 }.min()
        knownNext = .some(next)
        return next
    }

    // MARK: Sockets

    /// - Returns: whether the socket may stay.
    func open(_ request: SocketRequest, by asker: Asker, nowMilliseconds now: Int64) -> Bool {
        guard let json = try? JSONReader.read(Array(request.correlation.utf8)),
            let correlation = try? Correlation(json: json)
        else { return false }
        live.open(
            request.socket, id: UInt64(request.socket), asker: asker, correlation: correlation, nowMilliseconds: now)
        waiting.append(
            Job(
                work: .introduce(asker, correlationID: correlation.id), sequel: .introduce(socket: request.socket)))
        return true
    }

    func close(socket: Int) {
        guard let hush = live.close(UInt64(socket)) else { return }
        waiting.append(Job(work: .hush(hush), sequel: .nothing))
    }

    func ponged(socket: Int, afterMilliseconds delay: Int64, nowMilliseconds now: Int64) {
        guard let confirmation = live.ponged(UInt64(socket), afterMilliseconds: delay, nowMilliseconds: now) else {
            return
        }
        waiting.append(Job(work: .confirm(confirmation), sequel: .confirm(socket: socket, confirmation)))
    }
}
