import JSONText
import SyncModel

/// What a write asks for, read once when it is sent: the world's own reading, independent of any server.
struct RequestContent {
    /// "This field of this row shall have this value."
    struct Claim: Hashable {
        let row: RowKey
        let field: Field
        /// References by remote id, 0 for none.
        let value: String
    }

    struct Creation {
        let kind: RowKind
        /// 0 when sent online.
        let localId: Int64
        /// Name, title or URL.
        let name: String
        let note: String
        /// Of a folder.
        let isArchived: Bool
        /// What tells it from others: the URL of a link, else the name. Marking a link as important makes a second one
        /// of its URL in the same words, and so does a visit.
        let call: String
        /// Of a link.
        let url: String?
        /// Of a link, as the wire names it.
        let linkType: String?
        /// The parent or folder that it carries.
        let parent: Int64?
        /// It carries none though its kind may have one.
        let isWithoutParent: Bool
        /// What tells it from one that bore its local id before.
        var thing: String { url ?? call }

        /// What it says of a field that holds a value of its own.
        func value(of field: Field) -> String? {
            switch field {
            case .name, .title: name
            case .note: note
            case .url: url
            case .type: linkType
            default: nil
            }
        }
    }

    let operation: OperationName
    var editSeconds: Int64 = 0
    var claims: [Claim] = []
    var deletions: [RowKey] = []
    /// Entries of a panel are named by panel and folder.
    var removedPanelFolder: (panel: Int64, folder: Int64)?
    var creation: Creation?
    var wipes = false
    var isOfHistory = false
    /// New local ids of a copy, with the remote ids of their sources.
    var copies: [(kind: RowKind, localId: Int64, source: Int64)] = []

    /// `nil` for what changes nothing.
    init?(path: String, body: [UInt8]?) {
        guard let operation = OperationName(rawValue: String(path.drop { $0 == "/" })) else { return nil }
        switch operation {
        case .getUpdates, .getTombstones, .testBearer: return nil
        default: break
        }
        self.operation = operation
        wipes = operation == .deleteEverything
        guard let body, let json = try? JSONReader.read(body) else { return }
        read(json)
    }

    /// What an event tells: its payload has the words of the request.
    init(event operation: OperationName, payload: JSONValue) {
        self.operation = operation
        read(payload)
    }

    private mutating func read(_ json: JSONValue) {
        editSeconds = json["eventTimestamp"]?.integerValue ?? 0
        readFolders(json)
        readLinks(json)
        readOthers(json)
        readSeveral(json)
        if operation == .copyExistingItems { readCopy(json) }
    }

    private mutating func claim(_ kind: RowKind, _ id: Int64?, _ field: Field, _ value: String?) {
        if let id, let value { claims.append(Claim(row: RowKey(kind, id), field: field, value: value)) }
    }

    private mutating func create(_ kind: RowKind, _ json: JSONValue, name: String, parent: String? = nil) {
        let place = parent.flatMap { json[$0]?.integerValue }
        creation = Creation(
            kind: kind, localId: json["offlineSyncItemId"]?.integerValue ?? 0, name: json[name]?.stringValue ?? "",
            note: json["note"]?.stringValue ?? "", isArchived: json["isArchived"] == .boolean(true),
            call: Self.call(json, name: name), url: json["url"]?.stringValue,
            linkType: json["linkType"]?.stringValue, parent: place, isWithoutParent: parent != nil && place == nil)
    }

    private static func call(_ json: JSONValue, name: String) -> String {
        guard let url = json["url"]?.stringValue else { return json[name]?.stringValue ?? "" }
        let type = json["linkType"]?.stringValue.flatMap(LinkType.init)
        return type == .important || type == .history ? "\(url) \(type?.rawValue ?? "")" : url
    }

    private mutating func readFolders(_ json: JSONValue) {
        let id = json["id"]?.integerValue
        switch operation {
        case .createFolder: create(.folder, json, name: "name", parent: "parentFolderId")
        case .updateFolder:
            claim(.folder, id, .name, json["name"]?.stringValue)
            claim(.folder, id, .note, json["note"]?.stringValue)
            claim(.folder, id, .parent, "\(json["parentFolderId"]?.integerValue ?? 0)")
            claim(.folder, id, .archived, json["isArchived"] == .boolean(true) ? "true" : "false")
        case .updateFolderName:
            claim(.folder, json["folderId"]?.integerValue, .name, json["newFolderName"]?.stringValue)
        case .updateFolderNote: claim(.folder, json["folderId"]?.integerValue, .note, json["newNote"]?.stringValue)
        case .deleteFolderNote: claim(.folder, id, .note, "")
        case .markFolderAsArchive: claim(.folder, id, .archived, "true")
        case .markAsRegularFolder: claim(.folder, id, .archived, "false")
        case .deleteFolder: if let id { deletions.append(RowKey(.folder, id)) }
        default: break
        }
    }

    private mutating func readLinks(_ json: JSONValue) {
        let (id, linkId) = (json["id"]?.integerValue, json["linkId"]?.integerValue)
        switch operation {
        case .createANewLink:
            create(.link, json, name: "title", parent: "idOfLinkedFolder")
            isOfHistory = json["linkType"]?.stringValue == LinkType.history.rawValue
        case .updateLink:
            claim(.link, id, .title, json["title"]?.stringValue)
            claim(.link, id, .note, json["note"]?.stringValue)
            claim(.link, id, .url, json["url"]?.stringValue)
            claim(.link, id, .imageURL, json["imgURL"]?.stringValue)
            claim(.link, id, .type, json["linkType"]?.stringValue)
            claim(.link, id, .folder, "")
            claim(.link, id, .tags, json["linkTags"]?.arrayValue.map { "\($0.count)" } ?? "")
        case .updateLinkTitle: claim(.link, linkId, .title, json["newTitleOfTheLink"]?.stringValue)
        case .updateLinkNote: claim(.link, linkId, .note, json["newNote"]?.stringValue)
        case .archiveLink: claim(.link, id, .type, LinkType.archive.rawValue)
        case .unarchiveLink: claim(.link, id, .type, LinkType.saved.rawValue)
        case .deleteALink: if let id { deletions.append(RowKey(.link, id)) }
        case .deleteDuplicateLinks: deletions += Self.rows(.link, json["linkIds"])
        default: break
        }
    }

    private mutating func readOthers(_ json: JSONValue) {
        let id = json["id"]?.integerValue
        switch operation {
        case .addANewPanel: create(.panel, json, name: "panelName")
        case .addANewFolderInAPanel: create(.panelFolder, json, name: "folderName")
        case .updateAPanelName: claim(.panel, json["panelId"]?.integerValue, .name, json["newName"]?.stringValue)
        case .deleteAPanel: if let id { deletions.append(RowKey(.panel, id)) }
        case .deleteAFolderFromAPanel:
            if let panel = json["panelId"]?.integerValue, let folder = json["folderID"]?.integerValue {
                removedPanelFolder = (panel, folder)
            }
        case .createTag: create(.tag, json, name: "name")
        case .renameTag: claim(.tag, id, .name, json["newName"]?.stringValue)
        case .deleteTag: if let id { deletions.append(RowKey(.tag, id)) }
        default: break
        }
    }

    private mutating func readSeveral(_ json: JSONValue) {
        let links = Self.rows(.link, json["linkIds"])
        let folders = Self.rows(.folder, json["folderIds"] ?? json["foldersIds"])
        switch operation {
        case .archiveMultipleItems:
            for row in links { claim(.link, row.id, .type, LinkType.archive.rawValue) }
            for row in folders { claim(.folder, row.id, .archived, "true") }
        case .unarchiveMultipleItems:
            for row in links { claim(.link, row.id, .type, LinkType.saved.rawValue) }
            for row in folders { claim(.folder, row.id, .archived, "false") }
        case .deleteMultipleItems: deletions += links + folders
        case .moveExistingItems:
            let destination = "\(json["newParentFolderId"]?.integerValue ?? 0)"
            for row in links {
                claim(.link, row.id, .folder, destination)
                claim(.link, row.id, .type, json["linkType"]?.stringValue)
            }
            for row in folders { claim(.folder, row.id, .parent, destination) }
        case .markFoldersAsRoot: for row in folders { claim(.folder, row.id, .parent, "0") }
        default: break
        }
    }

    /// Both dialects (PROTOCOL §2.8).
    private mutating func readCopy(_ json: JSONValue) {
        if case .object(let members)? = json["linkIds"] {
            copies += members.compactMap { member in
                Int64(member.key).map { (.link, $0, member.value.integerValue ?? 0) }
            }
        }
        var left = json["folders"]?.arrayValue ?? []
        while let folder = left.popLast() {
            for (kind, ids) in [
                (RowKind.folder, folder["currentFolder"].map { [$0] }), (.link, folder["links"]?.arrayValue),
            ] {
                for id in ids ?? [] {
                    let local = id["newlyCopiedLocalId"] ?? id["localId"]
                    let source = id["sourceRemoteId"] ?? id["remoteId"]
                    if let local = local?.integerValue { copies.append((kind, local, source?.integerValue ?? 0)) }
                }
            }
            left += folder["childFolders"]?.arrayValue ?? []
        }
    }

    private static func rows(_ kind: RowKind, _ list: JSONValue?) -> [RowKey] {
        (list?.arrayValue ?? []).compactMap { $0.integerValue.map { RowKey(kind, $0) } }
    }
}
