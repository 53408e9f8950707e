public import SyncCore

/// Copies a library from one database into another, of any kind: every row with its id and stamp, and the numbers that were
/// handed out and deleted, so that no device notices.
public struct LibraryCopy {
    /// What a table holds: how many rows, and a number made of all their values in which their order does not count.
    public struct Count: Sendable, Equatable {
        public var rows: Int64 = 0
        public var checksum: UInt64 = 0
    }

    public struct Report: Sendable {
        public let table: Table
        public let copied: Count
        /// Assignments of tags whose link or tag is gone, as an SQLite file may hold them: no other database keeps them.
        public let leftOut: Int64
    }

    /// Events are of the processes that run, and of nobody afterwards.
    private static let tables = Table.allCases.filter { $0 != .events }

    private let source: SQLStore
    private let target: SQLStore

    public init(from source: SQLStore, to target: SQLStore) {
        self.source = source
        self.target = target
    }

    /// Whether nothing was ever written to a library. What an opening makes does not count.
    public static func isEmpty(_ store: SQLStore) throws -> Bool {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        for table in Self.tables {
            let rows = try snapshot.rows(Query(table, [table.columns[0]]))
            defer { rows.close() }
            while try rows.advance() {
                guard table == .facts, rows.text(0) == FactName.idBase else { return false }
            }
        }
        return true
    }

    /// Copies all of it in one transaction, and compares what the target holds then.
    /// - Parameter progress: called now and then with the rows copied so far.
    /// - Throws: ``StoreError``; the target is as empty as before, unless the comparison failed.
    public func perform(progress: (Int64) -> Void) throws -> [Report] {
        for table in Self.tables where table.idColumn != nil {
            try target.raiseIds(of: table, to: source.highestId(of: table))
        }
        let snapshot = try source.snapshot()
        defer { snapshot.close() }
        var reports: [Report] = []
        var done: Int64 = 0
        try target.write { transaction in
            for table in Self.tables {
                var count = Count()
                let leftOut = try copy(table, snapshot, transaction, &count) {
                    done += 1
                    if done % 1_000 == 0 { progress(done) }
                }
                reports.append(Report(table: table, copied: count, leftOut: leftOut))
            }
        }
        progress(done)
        try compare(reports)
        return reports
    }

    private func copy(
        _ table: Table, _ snapshot: any StoreSnapshot, _ transaction: any StoreTransaction, _ count: inout Count,
        copied: () -> Void
    ) throws -> Int64 {
        var leftOut: Int64 = 0
        let known = table == .linkTags ? try KnownRows(snapshot) : nil
        let rows = try snapshot.rows(Query(table))
        while try rows.advance() {
            if let known, !known.have(link: rows.integer(1), tag: rows.integer(2)) {
                leftOut += 1
                continue
            }
            let values = table.values(rows)
            count.add(values)
            try transaction.insert(table, zip(table.columns, values).map { Assignment($0, $1) })
            copied()
        }
        return leftOut
    }

    private func compare(_ reports: [Report]) throws {
        let snapshot = try target.snapshot()
        defer { snapshot.close() }
        for report in reports {
            var count = Count()
            let rows = try snapshot.rows(Query(report.table))
            while try rows.advance() { count.add(report.table.values(rows)) }
            guard count == report.copied else {
                throw StoreError(
                    .damaged,
                    "\(report.table.name) holds other rows than were copied (\(count.rows) instead of "
                        + "\(report.copied.rows)): somebody else has written to the target")
            }
        }
    }
}

/// The links and tags that there are.
private struct KnownRows {
    private let links: Set<Int64>
    private let tags: Set<Int64>

    init(_ snapshot: any StoreSnapshot) throws {
        links = Set(try snapshot.all(Query(.links, [.linkId])) { $0.integer(0) })
        tags = Set(try snapshot.all(Query(.tags, [.tagId])) { $0.integer(0) })
    }

    func have(link: Int64, tag: Int64) -> Bool { links.contains(link) && tags.contains(tag) }
}

extension Table {
    /// The row of a cursor over all columns. Where another program left a null that none may be, it is a nothing.
    fileprivate func values(_ row: any Cursor) -> [Value] {
        columns.enumerated().map { place, column in
            if column.isNullable, row.isNull(place) { return .null }
            return switch column.type {
            case .integer: .integer(row.integer(place))
            case .boolean: .boolean(row.boolean(place))
            case .text: .text(row.text(place))
            }
        }
    }
}

extension LibraryCopy.Count {
    /// FNV-1a over all values of a row, added up.
    fileprivate mutating func add(_ values: [Value]) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in values {
            switch value {
            case .null: mix(0, &hash)
            case .boolean(let flag): mix(flag ? 1 : 2, &hash)
            case .integer(let number):
                mix(3, &hash)
                for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> shift), &hash) }
            case .text(let text):
                mix(4, &hash)
                for byte in text.utf8 { mix(byte, &hash) }
            }
        }
        rows += 1
        checksum &+= hash
    }

    private func mix(_ byte: UInt8, _ hash: inout UInt64) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
}
