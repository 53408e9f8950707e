import SyncModel

/// What a token opens.
public enum TokenScope: String, CaseIterable, Sendable {
    /// Everything.
    case full
    /// Pulls, looking things up, live events; no change of any kind.
    case read
    /// New folders, links and tags, and what the browser extension needs to choose a folder; the library itself stays
    /// out of sight.
    case add

    public func allows(_ write: WriteOperation) -> Bool {
        switch self {
        case .full: true
        case .read: false
        case .add: Self.additions.contains(write.name)
        }
    }

    public func allows(_ read: ReadOperation) -> Bool {
        switch self {
        case .full, .read: true
        case .add: Catalog.folderReads.contains { $0.name == read.name }
        }
    }

    /// Live events tell of everything that others do.
    public var allowsEvents: Bool { self != .add }

    /// For whoever was refused; apps only see the status.
    public var refusal: String {
        switch self {
        case .full: "This token may do everything."
        case .read: "This token may read and nothing else; give the device one of the scope full."
        case .add:
            "This token may add folders, links and tags and nothing else; give the device one of the scope full."
        }
    }

    private static let additions: Set<OperationName> = [.createFolder, .createANewLink, .createTag]
}

/// Who stands at the door and what is open to them.
public struct Bearer: Sendable, Equatable {
    public let asker: Asker
    public let scope: TokenScope

    public init(asker: Asker, scope: TokenScope) {
        self.asker = asker
        self.scope = scope
    }

    /// Whoever brings the token that all share.
    public static let shared = Bearer(asker: .shared, scope: .full)
}
