/// What one write has the sockets told.
public struct News: Sendable {
    public var stamp: Int64
    /// In the order in which sockets must get them.
    public var announcements: [Announcement] = []
    var unconfirmed: [UnconfirmedRow] = []
    /// The device that wrote, once it is known to know operations on several items; else 0.
    var knowsSeveral: Int64 = 0
    /// Named tokens were made or revoked.
    public var changesTokens = false
    /// More was written than is said here: no socket brings everything any more.
    public var isIncomplete = false

    init(stamp: Int64) { self.stamp = stamp }

    /// Whether anybody needs to hear of it.
    var saysNothing: Bool {
        announcements.isEmpty && unconfirmed.isEmpty && knowsSeveral == 0 && !changesTokens && !isIncomplete
    }
}

extension Committed {
    public var news: News {
        var news = News(stamp: stamp)
        news.announcements = announcements
        news.unconfirmed = unconfirmed
        news.knowsSeveral = knowsSeveral
        return news
    }
}
