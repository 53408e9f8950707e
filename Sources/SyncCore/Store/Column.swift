/// What a column holds.
public enum ColumnType: Sendable {
    case integer
    case text
    case boolean
}

/// Every column of every table, said once. Names and types are the original's (PROTOCOL §3.1) where the table is.
public enum Column: Int, CaseIterable, Sendable {
    case folderId, folderStamp, folderName, folderNote, folderParent, folderIsArchived
    case linkId, linkStamp, linkType, linkTitle, linkURL, linkBaseURL, linkImageURL, linkNote, linkFolder, linkUserAgent
    case linkMediaType, linkIsImportant
    case tombstoneId, tombstoneStamp, tombstoneOperation, tombstonePayload
    case panelId, panelName, panelStamp
    case panelFolderId, panelFolderFolder, panelFolderName, panelFolderPosition, panelFolderPanel, panelFolderStamp
    case tagId, tagStamp, tagName
    case linkTagStamp, linkTagLink, linkTagTag
    case factName, factValue
    case historyTable, historyRow, historyBirth, historyEdited, historyKnownBy, historyCreator, historyRetold
    case historyIsNamed
    case fieldTimeTable, fieldTimeRow, fieldTimeField, fieldTimeEdited, fieldTimeEditor, fieldTimeFormers
    case memoryKeyHigh, memoryKeyLow, memoryLocalId, memoryTable, memoryRow, memoryStamp
    case copyTable, copySource, copyRow, copyEdited, copyHolder
    case leavingFolder, leavingTable, leavingRow, leavingStamp
    case holderId, holderToken, holderCorrelation, holderShown, holderClockOffset, holderHints, holderGiven
    case holderPulled, holderHeard, holderConfirmedAfter, holderConfirmed
    case claimNumber, claimHolder, claimRows, claimList, claimIsSure, claimServes, claimRowsMade
    case claimListMade
    case doubtHolder, doubtTable, doubtRow, doubtStamp, doubtMissing
    case tokenId, tokenName, tokenDigest, tokenScope, tokenCreated, tokenExpires, tokenLastUsed, tokenLastAddress
    case eventId, eventStamp, eventBody

    public var table: Table { Self.facts[rawValue].table }
    /// As it stands in the database.
    public var name: String { Self.facts[rawValue].name }
    public var type: ColumnType { Self.facts[rawValue].type }
    public var isNullable: Bool { Self.facts[rawValue].isNullable }
    /// The store gives it a new number, never one that was used before, when an insert leaves it out.
    public var isNumberedByStore: Bool { Self.facts[rawValue].isNumbered }
    /// Its place among the columns of its table, from 0.
    public var place: Int { rawValue - table.columns[0].rawValue }

    private struct Facts {
        let table: Table
        let name: String
        let type: ColumnType
        var isNullable = false
        var isNumbered = false
    }

    private static let facts: [Facts] = allCases.map(describe)

    private static func describe(_ column: Column) -> Facts {
        switch column {
        case .folderId: Facts(table: .folders, name: "id", type: .integer, isNumbered: true)
        case .folderStamp: Facts(table: .folders, name: "last_modified", type: .integer)
        case .folderName: Facts(table: .folders, name: "folder_name", type: .text)
        case .folderNote: Facts(table: .folders, name: "note", type: .text)
        case .folderParent: Facts(table: .folders, name: "parent_folder_id", type: .integer, isNullable: true)
        case .folderIsArchived: Facts(table: .folders, name: "is_folder_archived", type: .boolean)
        case .linkId: Facts(table: .links, name: "id", type: .integer, isNumbered: true)
        case .linkStamp: Facts(table: .links, name: "last_modified", type: .integer)
        case .linkType: Facts(table: .links, name: "link_type", type: .text)
        case .linkTitle: Facts(table: .links, name: "link_title", type: .text)
        case .linkURL: Facts(table: .links, name: "url", type: .text)
        case .linkBaseURL: Facts(table: .links, name: "base_url", type: .text)
        case .linkImageURL: Facts(table: .links, name: "img_url", type: .text)
        case .linkNote: Facts(table: .links, name: "note", type: .text)
        case .linkFolder: Facts(table: .links, name: "id_of_linked_folder", type: .integer, isNullable: true)
        case .linkUserAgent: Facts(table: .links, name: "user_agent", type: .text, isNullable: true)
        case .linkMediaType: Facts(table: .links, name: "media_type", type: .text)
        case .linkIsImportant: Facts(table: .links, name: "marked_as_important", type: .boolean)
        case .tombstoneId: Facts(table: .tombstones, name: "id", type: .integer, isNumbered: true)
        case .tombstoneStamp: Facts(table: .tombstones, name: "deleted_at", type: .integer)
        case .tombstoneOperation: Facts(table: .tombstones, name: "operation", type: .text)
        case .tombstonePayload: Facts(table: .tombstones, name: "payload", type: .text)
        case .panelId: Facts(table: .panels, name: "id", type: .integer, isNumbered: true)
        case .panelName: Facts(table: .panels, name: "panel_name", type: .text)
        case .panelStamp: Facts(table: .panels, name: "last_modified", type: .integer)
        case .panelFolderId: Facts(table: .panelFolders, name: "id", type: .integer, isNumbered: true)
        case .panelFolderFolder: Facts(table: .panelFolders, name: "folder_id", type: .integer)
        case .panelFolderName: Facts(table: .panelFolders, name: "folder_name", type: .text)
        case .panelFolderPosition: Facts(table: .panelFolders, name: "panel_position", type: .integer)
        case .panelFolderPanel: Facts(table: .panelFolders, name: "connected_panel_id", type: .integer)
        case .panelFolderStamp: Facts(table: .panelFolders, name: "last_modified", type: .integer)
        case .tagId: Facts(table: .tags, name: "id", type: .integer, isNumbered: true)
        case .tagStamp: Facts(table: .tags, name: "last_modified", type: .integer)
        case .tagName: Facts(table: .tags, name: "name", type: .text)
        case .linkTagStamp: Facts(table: .linkTags, name: "last_modified", type: .integer)
        case .linkTagLink: Facts(table: .linkTags, name: "linkId", type: .integer)
        case .linkTagTag: Facts(table: .linkTags, name: "tagId", type: .integer)
        default: describeOurs(column)
        }
    }

    private static func describeOurs(_ column: Column) -> Facts {
        switch column {
        case .factName: Facts(table: .facts, name: "fact", type: .text)
        case .factValue: Facts(table: .facts, name: "value", type: .integer)
        case .historyTable: Facts(table: .histories, name: "row_table", type: .integer)
        case .historyRow: Facts(table: .histories, name: "row_id", type: .integer)
        case .historyBirth: Facts(table: .histories, name: "birth_stamp", type: .integer)
        case .historyEdited: Facts(table: .histories, name: "edited_at", type: .integer)
        case .historyKnownBy: Facts(table: .histories, name: "known_by", type: .integer)
        case .historyCreator: Facts(table: .histories, name: "creator", type: .integer)
        case .historyIsNamed: Facts(table: .histories, name: "is_named", type: .boolean)
        case .historyRetold: Facts(table: .histories, name: "retold_stamp", type: .integer)
        case .fieldTimeTable: Facts(table: .fieldTimes, name: "row_table", type: .integer)
        case .fieldTimeRow: Facts(table: .fieldTimes, name: "row_id", type: .integer)
        case .fieldTimeField: Facts(table: .fieldTimes, name: "field", type: .integer)
        case .fieldTimeEdited: Facts(table: .fieldTimes, name: "edited_at", type: .integer)
        case .fieldTimeEditor: Facts(table: .fieldTimes, name: "editor", type: .integer)
        case .fieldTimeFormers: Facts(table: .fieldTimes, name: "formers", type: .text)
        case .memoryKeyHigh: Facts(table: .memories, name: "key_high", type: .integer)
        case .memoryKeyLow: Facts(table: .memories, name: "key_low", type: .integer)
        case .memoryLocalId: Facts(table: .memories, name: "local_id", type: .integer)
        case .memoryTable: Facts(table: .memories, name: "row_table", type: .integer)
        case .memoryRow: Facts(table: .memories, name: "row_id", type: .integer)
        case .memoryStamp: Facts(table: .memories, name: "stamp", type: .integer)
        case .copyTable: Facts(table: .copies, name: "row_table", type: .integer)
        case .copySource: Facts(table: .copies, name: "source_id", type: .integer)
        case .copyRow: Facts(table: .copies, name: "row_id", type: .integer)
        case .copyEdited: Facts(table: .copies, name: "edited_at", type: .integer)
        case .copyHolder: Facts(table: .copies, name: "editor", type: .integer)
        case .leavingFolder: Facts(table: .leavings, name: "folder_id", type: .integer)
        case .leavingTable: Facts(table: .leavings, name: "row_table", type: .integer)
        case .leavingRow: Facts(table: .leavings, name: "row_id", type: .integer)
        case .leavingStamp: Facts(table: .leavings, name: "stamp", type: .integer)
        default: describeDevices(column)
        }
    }

    private static func describeDevices(_ column: Column) -> Facts {
        switch column {
        case .holderId: Facts(table: .holders, name: "id", type: .integer, isNumbered: true)
        case .holderToken: Facts(table: .holders, name: "token", type: .integer)
        case .holderCorrelation: Facts(table: .holders, name: "correlation", type: .text)
        case .holderShown: Facts(table: .holders, name: "shown", type: .integer)
        case .holderClockOffset: Facts(table: .holders, name: "clock_offset", type: .integer, isNullable: true)
        case .holderHints: Facts(table: .holders, name: "hints", type: .integer)
        case .holderGiven: Facts(table: .holders, name: "given", type: .integer)
        case .holderPulled: Facts(table: .holders, name: "pulled_through", type: .integer)
        case .holderHeard: Facts(table: .holders, name: "heard_through", type: .integer)
        case .holderConfirmedAfter: Facts(table: .holders, name: "confirmed_after", type: .integer)
        case .holderConfirmed: Facts(table: .holders, name: "confirmed_through", type: .integer)
        case .claimNumber: Facts(table: .claims, name: "number", type: .integer)
        case .claimHolder: Facts(table: .claims, name: "holder", type: .integer)
        case .claimRows: Facts(table: .claims, name: "rows_through", type: .integer)
        case .claimList: Facts(table: .claims, name: "list_through", type: .integer)
        case .claimIsSure: Facts(table: .claims, name: "is_sure", type: .boolean)
        case .claimServes: Facts(table: .claims, name: "serves", type: .integer)
        case .claimRowsMade: Facts(table: .claims, name: "rows_made", type: .integer)
        case .claimListMade: Facts(table: .claims, name: "list_made", type: .integer)
        case .doubtHolder: Facts(table: .doubts, name: "holder", type: .integer)
        case .doubtTable: Facts(table: .doubts, name: "row_table", type: .integer)
        case .doubtRow: Facts(table: .doubts, name: "row_id", type: .integer)
        case .doubtStamp: Facts(table: .doubts, name: "stamp", type: .integer)
        case .doubtMissing: Facts(table: .doubts, name: "missing_stamp", type: .integer)
        case .tokenId: Facts(table: .tokens, name: "id", type: .integer, isNumbered: true)
        case .tokenName: Facts(table: .tokens, name: "name", type: .text)
        case .tokenDigest: Facts(table: .tokens, name: "digest", type: .text)
        case .tokenScope: Facts(table: .tokens, name: "scope", type: .text)
        case .tokenCreated: Facts(table: .tokens, name: "created_at", type: .integer)
        case .tokenExpires: Facts(table: .tokens, name: "expires_at", type: .integer, isNullable: true)
        case .tokenLastUsed: Facts(table: .tokens, name: "last_used_at", type: .integer, isNullable: true)
        case .tokenLastAddress: Facts(table: .tokens, name: "last_address", type: .text, isNullable: true)
        case .eventId: Facts(table: .events, name: "id", type: .integer, isNumbered: true)
        case .eventStamp: Facts(table: .events, name: "stamp", type: .integer)
        case .eventBody: Facts(table: .events, name: "body", type: .text)
        default: preconditionFailure("a column of the original: described above")
        }
    }
}
