/// The news that processes which share a database leave for each other, in the order of their commits. A value that
/// remembers up to where this process has read.
struct NewsJournal: Sendable {
    /// The last one that was read, or written by this process.
    private(set) var last: Int64

    /// Rows beyond this many are removed, the oldest first: a process that fell behind so far begins anew.
    private static let rowsMax: Int64 = 8_192
    private static let removedAtOnceMax = 1_024
    /// How many rows are written between two removals.
    private static let rowsBetweenRemovals: Int64 = 256

    /// From now on.
    init(_ store: any StoreReading) throws { last = try store.largest(.eventId) ?? 0 }

    /// What others have written since, in order.
    mutating func read(_ store: any StoreReading) throws -> [News] {
        let query = Query(
            .events, [.eventId, .eventStamp, .eventBody], where: .after(.eventId, last), order: [.eventId])
        let rows = try store.rows(query)
        defer { rows.close() }
        var news: [News] = []
        while try rows.advance() {
            let isFirst = news.isEmpty
            let skipped = isFirst && rows.integer(0) > last + Self.rowsMax
            var item = News(text: rows.text(2)) ?? News.incomplete(stamp: rows.integer(1))
            if skipped { item.isIncomplete = true }
            news.append(item)
            last = rows.integer(0)
        }
        return news
    }

    /// In the transaction of the write that it is about.
    mutating func write(_ news: News, _ transaction: any StoreTransaction) throws {
        if news.saysNothing { return }
        let id = try transaction.insert(
            .events, [Assignment(.eventStamp, .integer(news.stamp)), Assignment(.eventBody, .text(news.text))])
        last = id
        if id % Self.rowsBetweenRemovals == 0 { try removeOldest(transaction, through: id - Self.rowsMax) }
    }

    private func removeOldest(_ transaction: any StoreTransaction, through limit: Int64) throws {
        var old: [Value] = []
        let rows = try transaction.rows(Query(.events, [.eventId], order: [.eventId]))
        while old.count < Self.removedAtOnceMax, try rows.advance(), rows.integer(0) <= limit {
            old.append(.integer(rows.integer(0)))
        }
        rows.close()
        if !old.isEmpty { try transaction.delete(.events, where: .anyOf(.eventId, old)) }
    }
}

extension News {
    fileprivate static func incomplete(stamp: Int64) -> News {
        var news = News(stamp: stamp)
        news.isIncomplete = true
        return news
    }
}
