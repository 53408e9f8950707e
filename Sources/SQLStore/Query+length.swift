import SyncCore

extension Query {
    /// Whether the answer may be longer than memory should hold: what names single rows, or whose rows share a value,
    /// is taken for short. Drivers fetch long answers piece by piece.
    var mayBeLong: Bool { predicate.mayFitMany }
}

extension Predicate {
    private static let namedRowsMax = 4_096

    fileprivate var mayFitMany: Bool {
        switch self {
        case .everything, .after, .contains: true
        case .equals, .isNull: false
        case .anyOf(_, let values): values.count > Self.namedRowsMax
        case .and(let parts): parts.allSatisfy(\.mayFitMany)
        case .refersTo(_, _, let inner): inner.mayFitMany
        }
    }
}
