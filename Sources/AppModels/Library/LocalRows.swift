/// A row of an app's own database. Local and remote ids are unrelated (PROTOCOL §0.3).
public protocol LocalRow: Equatable, Sendable {
    var localId: Int64 { get set }
    /// `nil` while the server is not known to have it.
    var remoteId: Int64? { get set }
    /// The app's clock, or a number of the server: what an online `UPDATE_LINK` sends as its time (§5.8).
    var lastModified: Int64 { get set }
}

public struct LocalFolder: LocalRow {
    public var localId: Int64 = 0
    public var remoteId: Int64?
    public var name: String
    public var note: String
    /// A local id; -45454 where a destination was unknown: invisible (§6).
    public var parentFolderId: Int64?
    public var isArchived: Bool
    public var lastModified: Int64
}

public struct LocalLink: LocalRow {
    public var localId: Int64 = 0
    public var remoteId: Int64?
    public var kind: LinkKind
    public var title: String
    public var url: String
    public var imgURL: String
    public var note: String
    /// A local id, the number of a collection, or `nil`; -45454 where a destination was unknown.
    public var idOfLinkedFolder: Int64?
    public var userAgent: String?
    public var markedAsImportant: Bool
    public var mediaKind: MediaKind
    public var lastModified: Int64
}

public struct LocalTag: LocalRow {
    public var localId: Int64 = 0
    public var remoteId: Int64?
    public var name: String
    public var lastModified: Int64
}

/// A tag on a link; both ids are local.
public struct LocalLinkTag: Equatable, Sendable {
    public let linkId: Int64
    public let tagId: Int64
}

public struct LocalPanel: LocalRow {
    public var localId: Int64 = 0
    public var remoteId: Int64?
    public var name: String
    public var lastModified: Int64
}

public struct LocalPanelFolder: LocalRow {
    public var localId: Int64 = 0
    public var remoteId: Int64?
    /// Local.
    public var folderId: Int64
    public var panelPosition: Int64
    public var folderName: String
    /// Local.
    public var connectedPanelId: Int64
    public var lastModified: Int64
}
