/// One thing that a server did to its library, as checkers need it.
public enum StoreDeed: Sendable, Equatable {
    /// A row came to be.
    case added(RowKind, id: Int64)
    /// - Parameter from: what it lay in then, where the server tells.
    case removed(RowKind, id: Int64, from: [RowKey] = [])
    /// A committed write gave rows this stamp.
    case stamped(Int64)
    /// A transaction was made durable, whatever was in it.
    case committed
}

/// The kinds of rows that have ids of their own.
public enum RowKind: String, Sendable, CaseIterable, Hashable {
    case folder, link, tag, panel, panelFolder
}

/// A row of the server's library by its kind and id.
public struct RowKey: Sendable, Hashable, CustomStringConvertible {
    public let kind: RowKind
    public let id: Int64

    public init(_ kind: RowKind, _ id: Int64) {
        self.kind = kind
        self.id = id
    }

    public var description: String { "\(kind.rawValue) \(id)" }
}
