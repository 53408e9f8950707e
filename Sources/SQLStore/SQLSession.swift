import SyncCore
import Synchronization

/// The prepared statements of one connection, kept by their shape, and those that are being read just now.
public final class SQLSession: Sendable {
    private struct State: Sendable {
        var prepared: [[UInt8]: Prepared] = [:]
        var uses = 0
        var reading: [Prepared] = []
    }

    /// One prepared statement; several of one shape exist while several cursors of that shape are open.
    final class Prepared: Sendable {
        let statement: any SQLStatement
        let lastUse = Atomic<Int>(0)
        let isTaken = Atomic<Bool>(false)

        init(_ statement: any SQLStatement) { self.statement = statement }
    }

    private let state = Mutex(State())
    private let preparedMax: Int
    /// Grows whenever all cursors end at once; a cursor of an earlier one is over.
    let generation = Atomic<Int>(0)

    /// - Parameter preparedMax: how many prepared statements are kept; the one that was idle longest goes.
    public init(preparedMax: Int) { self.preparedMax = preparedMax }

    /// Takes the statement of a shape; the renderer is asked only when there is none yet.
    func take(
        _ shape: SQLShape, on connection: some SQLConnection, isCursor: Bool,
        render: () throws(StoreError) -> SQLStatementText
    ) throws(StoreError) -> Prepared {
        let known = state.withLock { state -> Prepared? in
            state.uses += 1
            guard let known = state.prepared[shape.key], !known.isTaken.load(ordering: .relaxed) else { return nil }
            known.lastUse.store(state.uses, ordering: .relaxed)
            known.isTaken.store(true, ordering: .relaxed)
            if isCursor { state.reading.append(known) }
            return known
        }
        if let known { return known }
        let text = try render()
        assert(text.values == shape.values, "shape and SQL disagree: \(text.sql)")
        return keep(try connection.prepare(text.sql, mayBeLong: shape.mayBeLong), shape.key, isCursor: isCursor)
    }

    /// Gives a statement back.
    func giveBack(_ prepared: Prepared, isCursor: Bool) {
        prepared.statement.reset()
        prepared.isTaken.store(false, ordering: .relaxed)
        guard isCursor else { return }
        state.withLock { state in state.reading.removeAll { $0 === prepared } }
    }

    /// Ends all cursors.
    func endReading() {
        generation.wrappingAdd(1, ordering: .relaxed)
        let reading = state.withLock { state in
            defer { state.reading = [] }
            return state.reading
        }
        for prepared in reading { giveBack(prepared, isCursor: false) }
    }

    /// Forgets all prepared statements: the connection closes.
    public func forgetAll() {
        endReading()
        state.withLock { state in state.prepared = [:] }
    }

    private func keep(_ statement: any SQLStatement, _ key: [UInt8], isCursor: Bool) -> Prepared {
        state.withLock { state in
            let prepared = Prepared(statement)
            prepared.isTaken.store(true, ordering: .relaxed)
            if state.prepared[key] == nil {
                if state.prepared.count >= preparedMax { Self.dropLongestIdle(&state) }
                prepared.lastUse.store(state.uses, ordering: .relaxed)
                state.prepared[key] = prepared
            }
            if isCursor { state.reading.append(prepared) }
            return prepared
        }
    }

    private static func dropLongestIdle(_ state: inout State) {
        let idle = state.prepared.filter { !$0.value.isTaken.load(ordering: .relaxed) }
        let oldest = idle.min { $0.value.lastUse.load(ordering: .relaxed) < $1.value.lastUse.load(ordering: .relaxed) }
        if let oldest { state.prepared[oldest.key] = nil }
    }
}
