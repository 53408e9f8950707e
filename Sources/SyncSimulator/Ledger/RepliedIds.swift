import AppModels
import JSONText
import SyncModel

/// Which ids an answer gives to rows that the request made.
struct RepliedIds {
    /// Local id as the request named it (0 online) and the row that the server made of it.
    var rows: [(localId: Int64, row: RowKey)] = []

    init(to content: RequestContent, body: [UInt8]) {
        if let creation = content.creation {
            guard let id = (try? JSONReader.read(body))?["id"]?.integerValue else { return }
            rows = [(creation.localId, RowKey(creation.kind, id))]
        } else if content.operation == .copyExistingItems, let json = try? JSONReader.read(body) {
            readCopy(json)
        }
    }

    /// Both dialects (PROTOCOL §2.8).
    private mutating func readCopy(_ json: JSONValue) {
        if case .object(let members)? = json["linkIds"] {
            for member in members { add(.link, Int64(member.key), member.value.integerValue) }
        }
        for folder in json["folders"]?.arrayValue ?? [] {
            add(.folder, folder["currentFolder"])
            for link in folder["links"]?.arrayValue ?? [] { add(.link, link) }
        }
    }

    private mutating func add(_ kind: RowKind, _ ids: JSONValue?) {
        let local = ids?["newlyCopiedLocalId"] ?? ids?["localId"]
        let remote = ids?["remoteId"] ?? ids?["sourceRemoteId"]
        add(kind, local?.integerValue, remote?.integerValue)
    }

    private mutating func add(_ kind: RowKind, _ local: Int64?, _ remote: Int64?) {
        if let local, let remote { rows.append((local, RowKey(kind, remote))) }
    }
}

/// A name that an answer brings to a row, until the app has given it.
struct AwaitedName {
    let local: LocalDifference.Row
    let row: RowKey
    /// The id that the row has now, if it has one.
    var had: Int64?
    let ticket: Int
    /// The app does not live to give it otherwise.
    let life: Int
}

extension Ledger {
    /// An answer comes to a creation: which rows it is about to name.
    func awaitNames(_ ticket: Int, answer body: [UInt8], by device: Device) {
        guard let sending = sendings[ticket], sending.content.creation != nil else { return }
        for (localId, row) in RepliedIds(to: sending.content, body: body).rows {
            let ofOnline = births.first { $0.tickets.contains(ticket) }?.row
            let local = localId > 0 ? LocalDifference.Row(kind: row.kind, localId: localId) : ofOnline
            guard let local else { continue }
            device.awaitedNames.append(
                AwaitedName(
                    local: local, row: row, had: device.app.library.remoteId(of: local), ticket: ticket,
                    life: device.life))
        }
    }

    /// The app has taken a step. It may have named a row that is another by now, since the app numbers its rows anew after
    /// a wipe: that row loses the id that it had, and takes that of one that is gone (PROTOCOL F40).
    mutating func noteRenamed(by device: Device) {
        guard !device.awaitedNames.isEmpty else { return }
        device.awaitedNames = device.awaitedNames.compactMap { awaited in
            guard awaited.life == device.life else { return nil }
            let id = device.app.library.remoteId(of: awaited.local)
            if id == awaited.row.id {
                noteRenamed(awaited, by: device)
                return nil
            }
            var left = awaited
            left.had = id
            return left
        }
    }

    private mutating func noteRenamed(_ name: AwaitedName, by device: Device) {
        guard let id = name.had, id != name.row.id else { return }
        let had = RowKey(name.row.kind, id)
        let isOfCreation = births.contains { $0.tickets.contains(name.ticket) && $0.ids.contains(had) }
        guard !isOfCreation else { return }
        misnamedByAnswers.insert(RemovedRow(device: device.index, row: name.row))
        renamedByAnswers.insert(RemovedRow(device: device.index, row: had))
    }
}

extension LocalLibrary {
    func remoteIds(_ kind: RowKind) -> Set<Int64> {
        switch kind {
        case .folder: Set(folders.compactMap(\.remoteId))
        case .link: Set(links.compactMap(\.remoteId))
        case .tag: Set(tags.compactMap(\.remoteId))
        case .panel: Set(panels.compactMap(\.remoteId))
        case .panelFolder: Set(panelFolders.compactMap(\.remoteId))
        }
    }

    fileprivate func remoteId(of row: LocalDifference.Row) -> Int64? {
        switch row.kind {
        case .folder: folder(row.localId)?.remoteId
        case .link: link(row.localId)?.remoteId
        case .tag: tag(row.localId)?.remoteId
        case .panel: panel(row.localId)?.remoteId
        case .panelFolder: panelFolders.first { $0.localId == row.localId }?.remoteId
        }
    }
}
