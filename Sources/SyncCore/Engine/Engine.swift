import SyncModel

/// Carries out writes, one after the other, each all or nothing, many in one transaction.
///
/// Used by one thread. It knows no clock: the time of arrival comes with each group.
public struct Engine: Sendable {
    private let store: any Store
    private let ids: LibraryIDs
    private let company: Company
    /// Where several processes share the store.
    private var journal: NewsJournal?
    private var news: [News] = []
    private var gate: StampGate

    /// Finds where the stamps stand: those of the rows count as well as what is remembered, because the original may
    /// have written since. Then nobody is known to have the present version of a row.
    /// - Throws: ``StoreError``.
    public init(_ store: any Store, company: Company = .none) throws {
        self.store = store
        self.company = company
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let last = try snapshot.lastStampOrNewest()
        gate = StampGate(last: last)
        ids = LibraryIDs(base: try snapshot.fact(FactName.idBase) ?? 0)
        if company == .others { journal = try NewsJournal(snapshot) }
        // With others sockets may be open there: what their devices hear is theirs to say.
        let isListening =
            try company != .others
            && snapshot.exists(.holders, where: .equals(.holderHeard, .integer(Holder.isListening)))
        if isListening { try store.write { try $0.endListening(through: last) } }
        let isNews = try last > snapshot.lastStamp()
        guard try isNews || snapshot.fact(FactName.lastWrite) == nil else { return }
        try store.write { transaction in
            if isNews {
                try transaction.update(
                    .histories, where: .everything, set: [Assignment(.historyKnownBy, .integer(0))])
            }
            try transaction.setFact(FactName.lastStamp, last)
            try transaction.setFact(FactName.lastWrite, last)
        }
    }

    /// The last number that was given, to a write as its stamp or in an answer.
    public var lastStamp: Int64 { gate.last }

    /// Looks what other processes have written since.
    public mutating func readNews() throws {
        guard var journal else { return }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        news += try journal.read(snapshot)
        self.journal = journal
    }

    /// What others have written and nobody here was told yet, in order. What a commit read of it lies before its own writes.
    public mutating func takeNews() -> [News] {
        defer { news = [] }
        return news
    }

    /// Carries out a group of works in their order and makes them durable together.
    ///
    /// Each write takes a stamp of its own. When the group as a whole can't be written, each is tried alone: one that does
    /// not fit on the disk must not fail its neighbours.
    /// - Returns: one result per work, in their order.
    public mutating func commit(_ works: [Work], arrivalSeconds: Int64) -> [Result<Done, StoreError>] {
        do { return try commitTogether(works, arrivalSeconds: arrivalSeconds) } catch {
            guard works.count > 1, error.code != .busy, company == .none || error.code != .unavailable else {
                return works.map { _ in .failure(error) }
            }
            return works.flatMap { commit([$0], arrivalSeconds: arrivalSeconds) }
        }
    }

    /// The same for writes alone.
    public mutating func commit(
        _ writes: [PreparedWrite], arrivalSeconds: Int64
    ) -> [Result<Committed, StoreError>] {
        commit(writes.map(Work.write), arrivalSeconds: arrivalSeconds).map { result in
            result.flatMap { done in
                guard case .written(let committed) = done else {
                    return .failure(StoreError(.mistaken, "no write came back"))
                }
                return .success(committed)
            }
        }
    }

    private mutating func commitTogether(
        _ works: [Work], arrivalSeconds: Int64
    ) throws(StoreError) -> [Result<Done, StoreError>] {
        var gate = self.gate
        var journal = self.journal
        var foreign: [News] = []
        var results: [Result<Done, StoreError>] = []
        do {
            try store.write { transaction in
                // Others may have written, or a commit of ours was made that was taken for lost.
                if company != .none { gate.advance(to: try transaction.lastStamp()) }
                foreign = try journal?.read(transaction) ?? []
                for work in works {
                    var working = Working(transaction, gate: gate, arrivalSeconds: arrivalSeconds, ids: ids)
                    let done = try working.perform(work)
                    gate = working.gate
                    results.append(.success(done))
                    if case .written(let committed) = done { try journal?.write(committed.news, transaction) }
                }
                try transaction.setFact(FactName.lastStamp, gate.last)
                if results.contains(where: \.isWritten) { try transaction.setFact(FactName.lastWrite, gate.last) }
            }
        } catch { throw Self.storeError(error) }
        self.gate = gate
        self.journal = journal
        news += foreign
        return results
    }

    private static func storeError(_ error: any Error) -> StoreError {
        error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
    }
}

extension Result<Done, StoreError> {
    fileprivate var isWritten: Bool { if case .success(.written) = self { true } else { false } }
}
