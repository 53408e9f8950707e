import SyncModel

/// Carries out writes, one after the other, each all or nothing, many in one transaction.
///
/// Used by one thread. It knows no clock: the time of arrival comes with each group.
public struct Engine: Sendable {
    private let store: any Store
    private let ids: LibraryIDs
    private var gate: StampGate

    /// Finds where the stamps stand: those of the rows count as well as what is remembered, because the original may
    /// have written since.
    /// - Throws: ``StoreError``.
    public init(_ store: any Store) throws {
        self.store = store
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        gate = StampGate(last: try Self.lastStamp(snapshot))
        ids = LibraryIDs(base: try Self.fact(FactName.idBase, snapshot) ?? 0)
    }

    /// The stamp of the last write, or of the newest row.
    public var lastStamp: Int64 { gate.last }

    /// Carries out a group of writes in their order and makes them durable together.
    ///
    /// Each takes a stamp and a step of its own, so that one that fails takes nothing with it. When the group as a
    /// whole can't be written, each is tried alone: one that does not fit on the disk must not fail its neighbours.
    /// - Returns: one result per write, in their order.
    public mutating func commit(
        _ writes: [PreparedWrite], arrivalSeconds: Int64
    ) -> [Result<Committed, StoreError>] {
        do { return try commitTogether(writes, arrivalSeconds: arrivalSeconds) } catch {
            guard writes.count > 1, error.code != .busy else { return writes.map { _ in .failure(error) } }
            return writes.flatMap { commit([$0], arrivalSeconds: arrivalSeconds) }
        }
    }

    private mutating func commitTogether(
        _ writes: [PreparedWrite], arrivalSeconds: Int64
    ) throws(StoreError) -> [Result<Committed, StoreError>] {
        var gate = self.gate
        var results: [Result<Committed, StoreError>] = []
        do {
            try store.write { transaction in
                for write in writes {
                    let stamp = gate.next(nowSeconds: arrivalSeconds)
                    let context = Write(
                        transaction, stamp: stamp, arrivalSeconds: arrivalSeconds,
                        author: try Self.author(of: write, arrivalSeconds: arrivalSeconds, transaction), ids: ids)
                    results.append(.success(try Self.perform(write, context)))
                }
                try Self.remember(lastStamp: gate.last, transaction)
            }
        } catch { throw Self.storeError(error) }
        self.gate = gate
        return results
    }

    private static func perform(_ write: PreparedWrite, _ context: Write) throws -> Committed {
        var outcome: Outcome?
        try context.transaction.step { outcome = try write.perform(context) }
        guard let outcome else { throw StoreError(.mistaken, "a step ended without its body") }
        let author = write.correlation ?? .anonymous
        return Committed(
            reply: outcome.reply,
            announcements: outcome.happenings.flatMap { $0.announcements(by: author, stamp: context.stamp) },
            namesAnotherLibrary: context.namesAnotherLibrary)
    }

    /// The device that a write comes from. One that is heard of for the first time is written down.
    private static func author(
        of write: PreparedWrite, arrivalSeconds: Int64, _ transaction: any StoreTransaction
    ) throws -> Holder? {
        let correlation = write.isByApp ? write.correlation?.id ?? "" : ""
        guard write.asker.isKnown || !correlation.isEmpty else { return nil }
        var holder =
            try transaction.holder(of: write.asker, correlation: correlation)
            ?? transaction.addHolder(of: write.asker, correlation: correlation)
        let offset = ClientClock.offsetSeconds(
            holder.clockOffsetSeconds, said: write.saidSeconds, isSentAtOnce: write.isSentAtOnce,
            arrivalSeconds: arrivalSeconds)
        if let offset, offset != holder.clockOffsetSeconds {
            try transaction.set(.holderClockOffset, .integer(offset), of: holder)
            holder.clockOffsetSeconds = offset
        }
        return holder
    }

    private static func storeError(_ error: any Error) -> StoreError {
        error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
    }

    // MARK: The last stamp

    private static func remember(lastStamp: Int64, _ transaction: any StoreTransaction) throws {
        try transaction.insert(
            .facts, [Assignment(.factName, .text(FactName.lastStamp)), Assignment(.factValue, .integer(lastStamp))])
    }

    private static func lastStamp(_ snapshot: any StoreSnapshot) throws -> Int64 {
        let stamps: [Column] = [.folderStamp, .linkStamp, .tombstoneStamp, .panelStamp, .panelFolderStamp, .tagStamp]
        let rows = try stamps.compactMap { try snapshot.largest($0) }
        return try (rows + [fact(FactName.lastStamp, snapshot) ?? 0]).max() ?? 0
    }

    private static func fact(_ name: String, _ snapshot: any StoreSnapshot) throws -> Int64? {
        try snapshot.first(Query(.facts, [.factValue], where: .equals(.factName, .text(name)))) { $0.integer(0) }
    }
}
