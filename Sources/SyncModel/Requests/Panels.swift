/// The body of `ADD_A_NEW_PANEL`.
public struct NewPanel: NewItem {
    public var panelName = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0
    public var offlineSyncItemId: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("panelName", &panelName, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.offlineSyncItemId(&offlineSyncItemId)
    }
}

/// The event of `ADD_A_NEW_PANEL` (PanelDTO).
public struct WholePanel: Payload {
    public var panelId = PanelID.unknown
    public var panelName = ""
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("panelId", &panelId, .required)
        try visitor.field("panelName", &panelName, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `ADD_A_NEW_FOLDER_IN_A_PANEL`.
public struct NewPanelFolder: NewItem {
    public var folderId = FolderID.unknown
    public var panelPosition: Int64 = 0
    public var folderName = ""
    public var connectedPanelId = PanelID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0
    public var offlineSyncItemId: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("folderId", &folderId, .required)
        try visitor.field("panelPosition", &panelPosition, .required)
        try visitor.field("folderName", &folderName, .required)
        try visitor.field("connectedPanelId", &connectedPanelId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
        try visitor.offlineSyncItemId(&offlineSyncItemId)
    }
}

/// The event of `ADD_A_NEW_FOLDER_IN_A_PANEL` (PanelFolderDTO).
public struct WholePanelFolder: Payload {
    public var id = PanelFolderID.unknown
    public var folderId = FolderID.unknown
    public var panelPosition: Int64 = 0
    public var folderName = ""
    public var connectedPanelId = PanelID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("folderId", &folderId, .required)
        try visitor.field("panelPosition", &panelPosition, .required)
        try visitor.field("folderName", &folderName, .required)
        try visitor.field("connectedPanelId", &connectedPanelId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `UPDATE_A_PANEL_NAME`.
public struct UpdatePanelName: Payload {
    public var newName = ""
    public var panelId = PanelID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("newName", &newName, .required)
        try visitor.field("panelId", &panelId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}

/// The body of `DELETE_A_FOLDER_FROM_A_PANEL`; mind the capitals of `folderID`.
public struct DeleteFolderFromPanel: Payload {
    public var panelId = PanelID.unknown
    public var folderId = FolderID.unknown
    public var correlation: Correlation?
    public var eventTimestamp: Int64 = 0

    public init() {}

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("panelId", &panelId, .required)
        try visitor.field("folderID", &folderId, .required)
        try visitor.correlation(&correlation)
        try visitor.eventTimestamp(&eventTimestamp)
    }
}
