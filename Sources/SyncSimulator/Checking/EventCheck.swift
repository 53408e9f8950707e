import JSONText
import SyncModel

/// Events reach a live socket once, in the order of the commits, and tell of nothing that is not stored (SYNC §4).
///
/// The order of the commits is that of the answers. A value that is told may have been committed more than once; it is
/// out of order where every commit of it came before something else that the same socket was told of the same field.
struct EventCheck {
    private struct Place: Hashable {
        let row: RowKey
        let field: Field
    }

    private struct Socket {
        var made: Set<RowKey> = []
        var lastMade = 0
        var last: [Place: Int] = [:]
        /// A link that was just told to be gone though it is there: it must be said again at once, which brings it to apps
        /// that had refused it for the sake of another of the same URL (SYNC §5, rule 16).
        var saidAgain: RowKey?
    }

    private var commitsCount = 0
    private var births: [RowKey: Int] = [:]
    /// When creations of folders say that they were made.
    private var creationSeconds: [RowKey: Set<Int64>] = [:]
    private var commits: [RequestContent.Claim: [Int]] = [:]
    private var sockets: [Int: Socket] = [:]

    /// A write was answered with a success.
    mutating func committed(_ content: RequestContent, made rows: [RowKey]) {
        commitsCount += 1
        for row in rows {
            let isAnotherState = creationSeconds[row, default: []].insert(content.editSeconds).inserted
            guard births[row] == nil else {
                if isAnotherState, let creation = content.creation { commitLater(creation, of: row) }
                continue
            }
            births[row] = commitsCount
            // Whoever sees a folder otherwise is told what it is like, also where nobody has changed that since it was made.
            if row.kind == .folder {
                committed(RequestContent.Claim(row: row, field: .archived, value: "false"))
                if let creation = content.creation {
                    committed(RequestContent.Claim(row: row, field: .name, value: creation.name))
                    committed(RequestContent.Claim(row: row, field: .note, value: creation.note))
                } else {
                    // The note of a copy no request says.
                    committed(RequestContent.Claim(row: row, field: .note, value: ""))
                }
            }
        }
        for claim in content.claims where !claim.field.isReference { committed(claim) }
    }

    /// A sync by hand sends what was edited before it was synced as it was made and as it is now: what differs are edits
    /// (PROTOCOL F6).
    private mutating func commitLater(_ creation: RequestContent.Creation, of folder: RowKey) {
        guard folder.kind == .folder else { return }
        let values = [
            (Field.name, creation.name), (.note, creation.note), (.archived, creation.isArchived ? "true" : "false"),
        ]
        for (field, value) in values { committed(RequestContent.Claim(row: folder, field: field, value: value)) }
    }

    private mutating func committed(_ claim: RequestContent.Claim) {
        commits[claim, default: []].append(commitsCount)
    }

    /// Rows left for somebody: what they bring need not be told any more.
    mutating func rowsLeft() { for socket in sockets.keys { sockets[socket]?.saidAgain = nil } }

    mutating func closed(socket: Int) { sockets[socket] = nil }

    /// One frame leaves for a socket.
    /// - Parameters:
    ///   - isStored: a row of this id was ever committed.
    ///   - isGone: and is there no more.
    /// - Returns: what is wrong with it.
    mutating func told(
        _ text: [UInt8], on socket: Int, isStored: (RowKey) -> Bool, isGone: (RowKey) -> Bool
    ) -> [String] {
        guard let json = try? JSONReader.read(text), let payload = json["payload"],
            let operation = json["operation"]?.stringValue.flatMap(OperationName.init(rawValue:))
        else { return ["a frame that is no event"] }
        let content = RequestContent(event: operation, payload: payload)
        var complaints: [String] = []
        let awaited = sockets[socket]?.saidAgain
        sockets[socket]?.saidAgain = nil
        if let row = content.rowMade(payload) {
            if !isStored(row) { complaints.append("an event tells of \(row), which is not stored") }
            if row == awaited { return complaints }
            complaints += toldOfBirth(row, on: socket)
        }
        if let awaited { complaints.append("an event tells that \(awaited) is gone, which is stored") }
        for row in content.deletions where isStored(row) && !isGone(row) {
            if operation == .deleteALink {
                sockets[socket, default: Socket()].saidAgain = row
            } else {
                complaints.append("an event tells that \(row) is gone, which is stored")
            }
        }
        let isWhole = operation == .updateLink || operation == .updateFolder
        for claim in content.claims where !claim.field.isReference {
            complaints += told(claim, on: socket, isWhole: isWhole)
        }
        return complaints
    }

    /// What a frame makes.
    static func rowMade(by frame: JSONValue) -> RowKey? {
        guard let payload = frame["payload"],
            let operation = frame["operation"]?.stringValue.flatMap(OperationName.init(rawValue:))
        else { return nil }
        return RequestContent(event: operation, payload: payload).rowMade(payload)
    }

    private mutating func toldOfBirth(_ row: RowKey, on socket: Int) -> [String] {
        guard sockets[socket, default: Socket()].made.insert(row).inserted else {
            return ["a socket is told twice that \(row) was made"]
        }
        guard let birth = births[row] else { return [] }
        let last = sockets[socket]?.lastMade ?? 0
        sockets[socket]?.lastMade = max(last, birth)
        return birth < last ? ["a socket is told of \(row) after a row that was made later"] : []
    }

    /// - Parameter isWhole: it is told with the whole row, so the value may be one that the row was made with.
    private mutating func told(_ claim: RequestContent.Claim, on socket: Int, isWhole: Bool) -> [String] {
        guard let positions = commits[claim] else { return [] }
        let place = Place(row: claim.row, field: claim.field)
        let last = sockets[socket]?.last[place] ?? 0
        if isWhole && last == 0 { return [] }
        guard let position = positions.first(where: { $0 >= last }) else {
            return ["a socket is told of \(claim.field.rawValue) \(claim.value) of \(claim.row) after a later edit"]
        }
        sockets[socket, default: Socket()].last[place] = position
        return []
    }
}

extension RequestContent {
    /// What the event with this payload makes.
    fileprivate func rowMade(_ payload: JSONValue) -> RowKey? {
        guard let kind = creation?.kind else { return nil }
        return (kind == .panel ? payload["panelId"] : payload["id"])?.integerValue.map { RowKey(kind, $0) }
    }
}
