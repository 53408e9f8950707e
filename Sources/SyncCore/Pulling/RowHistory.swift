/// What is remembered of a row beside the row itself.
struct RowHistory: Sendable {
    /// The stamp with which it was made; 0 when the original made it.
    let birth: Int64
    /// The device that has its present version and need not be sent it; 0 for none.
    let knownBy: Int64
    /// The device that made it, while what others make of it is told to it as of its own; negative once it was sent the
    /// row as others are; 0 when nobody can say.
    let creator: Int64
    /// The stamp with which it was said again, a link that apps may have refused, or with which its creation came again,
    /// of a folder or tag; 0 when it was not.
    let retold: Int64
    /// The device that made it has named it since: it has learned its id.
    let isNamed: Bool

    /// The last answer to its creation was handled when this stamp was given, or was lost.
    var answeredThrough: Int64 { max(birth, retold) + Self.answeringSeconds }

    /// For so long an answer is on its way at most, while its app lives.
    static let answeringSeconds: Int64 = 30

    /// What was given later was given at a later start than that which sent its creation last.
    var startedThrough: Int64 { max(birth, retold) + 12 }

    /// Whether this device made it and may not have learned its id when a number was given.
    func isUnlearned(by holder: Int64, at number: Int64) -> Bool {
        creator == holder && holder != 0 && !isNamed && answeredThrough >= number
    }

    /// Whether this device made it and was sent it as others are.
    func wasSent(toMaker holder: Int64) -> Bool { creator == -holder && !isNamed }

    /// Whether this device made it and loses it with the place that it made it in: it is told of it as others are.
    func isLost(by holder: Int64) -> Bool { creator == -holder && isNamed }

    /// The device that made it, however it is told; 0 when nobody can say.
    var maker: Int64 { abs(creator) }
}

extension StoreReading {
    func rows(madeAfter stamp: Int64) throws -> [RowName] {
        let query = Query(.histories, [.historyTable, .historyRow], where: .after(.historyBirth, stamp))
        return try all(query) { row in
            EditableTable(number: row.integer(0)).map { RowName(kind: $0, id: row.integer(1)) }
        }.compactMap { $0 }
    }

    func histories(_ kind: EditableTable, _ ids: [Int64]) throws -> [Int64: RowHistory] {
        guard !ids.isEmpty else { return [:] }
        let query = Query(
            .histories,
            [.historyRow, .historyBirth, .historyKnownBy, .historyCreator, .historyRetold, .historyIsNamed],
            where: .and([kind.isInHistories, .anyOf(.historyRow, ids.map { .integer($0) })]))
        let pairs = try all(query) { row in
            (
                row.integer(0),
                RowHistory(
                    birth: row.integer(1), knownBy: row.integer(2), creator: row.integer(3), retold: row.integer(4),
                    isNamed: row.boolean(5))
            )
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}

/// The rows of one table that a device may have to be told of, by what is remembered of them.
struct ChangedRows {
    let stamps: [(id: Int64, stamp: Int64)]
    private let histories: [Int64: RowHistory]

    /// Rows stamped after `through`, and those that are doubted, in the order of their stamps.
    init(_ store: any StoreReading, _ kind: EditableTable, after through: Int64, doubted: [Int64] = []) throws {
        let columns = [kind.id, kind.stamp]
        var stamps = try store.all(
            Query(kind.table, columns, where: .after(kind.stamp, through), order: [kind.stamp, kind.id])
        ) { (id: $0.integer(0), stamp: $0.integer(1)) }
        let extra =
            doubted.isEmpty
            ? []
            : try store.all(
                Query(kind.table, columns, where: .anyOf(kind.id, doubted.map { .integer($0) }))
            ) { (id: $0.integer(0), stamp: $0.integer(1)) }.filter { $0.stamp <= through }
        stamps = extra.sorted { ($0.stamp, $0.id) < ($1.stamp, $1.id) } + stamps
        self.stamps = stamps
        histories = try store.histories(kind, stamps.map(\.id))
    }

    /// Of a row without a history nothing is known but that it was there at its stamp.
    func birth(_ row: (id: Int64, stamp: Int64)) -> Int64 { histories[row.id]?.birth ?? row.stamp }

    func isRetold(_ row: (id: Int64, stamp: Int64), after stamp: Int64, through: Int64 = .max) -> Bool {
        histories[row.id].map { $0.retold > stamp && $0.retold <= through } ?? false
    }

    func isKnown(_ row: (id: Int64, stamp: Int64), to holder: Int64) -> Bool {
        holder != 0 && histories[row.id]?.knownBy == holder
    }

    /// The last answer to its creation is older than a number that was given since.
    func isAnswered(_ row: (id: Int64, stamp: Int64), by number: Int64) -> Bool {
        histories[row.id].map { $0.answeredThrough < number } ?? true
    }

    /// A number was given at a later start of its maker than that which sent its creation last.
    func isOlderThanStart(_ row: (id: Int64, stamp: Int64), by number: Int64) -> Bool {
        histories[row.id].map { $0.startedThrough < number } ?? true
    }

    /// The device made it, and may not have learned its id yet.
    func isUnlearned(_ row: (id: Int64, stamp: Int64), by holder: Int64) -> Bool {
        isOwn(row, of: holder) && !(histories[row.id]?.isNamed ?? false)
    }

    /// See ``RowHistory/isLost(by:)``.
    func isLost(_ row: (id: Int64, stamp: Int64), by holder: Int64) -> Bool {
        holder != 0 && histories[row.id]?.isLost(by: holder) ?? false
    }

    func isOwn(_ row: (id: Int64, stamp: Int64), of holder: Int64) -> Bool {
        holder != 0 && histories[row.id]?.creator == holder
    }
}
