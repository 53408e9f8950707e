import SyncModel

extension Ledger {
    /// By how much more than it is a device's clock seems to be behind at a time, when a creation sent online has shown that:
    /// the least time that anything was on its way since its user did it.
    func latenessOfClock(of device: Int, through milliseconds: Int64) -> Int64 {
        let heard = sendings.values.filter {
            $0.device == device && $0.fate == .heard && $0.arrivedMilliseconds ?? .max <= milliseconds
        }
        guard heard.contains(where: { $0.content.creation?.localId == 0 }) else { return 0 }
        let skew = history.apps[device].clock.skewMilliseconds
        let ways = heard.filter { $0.content.operation != .updateLink && $0.content.editSeconds > 0 }.map {
            ($0.arrivedMilliseconds ?? 0) - ($0.content.editSeconds * 1_000 - skew)
        }
        return max(0, ways.min() ?? 0)
    }

    /// Devices whose users edited this field of this row.
    func editors(of row: RowKey, _ field: Field) -> Set<Int> {
        var editors: Set<Int> = []
        for intent in intents {
            for edit in intent.difference.edits where edit.field == field && edit.row.kind == row.kind {
                if remoteIds(of: edit, intent).contains(row) { editors.insert(intent.device) }
            }
        }
        return editors
    }

    /// Which values users gave to a field, and when.
    func valuesOf(_ row: RowKey, _ field: Field) -> [(value: String, milliseconds: Int64)] {
        editsOf(row, field).map { ($0.value, $1) }
    }

    /// And what it held before, whoever had made it so.
    func formersOf(_ row: RowKey, _ field: Field) -> [(value: String, milliseconds: Int64)] {
        editsOf(row, field).compactMap { edit, milliseconds in edit.former.map { ($0, milliseconds) } }
    }

    private func editsOf(_ row: RowKey, _ field: Field) -> [(edit: LocalDifference.Edit, milliseconds: Int64)] {
        intents.flatMap { intent in
            intent.difference.edits.filter { edit in
                edit.field == field && edit.row.kind == row.kind && remoteIds(of: edit, intent).contains(row)
            }.map { ($0, intent.milliseconds) }
        }
    }

    /// Folders that creations and moves which were carried out have put a link into.
    func foldersGiven(to link: RowKey) -> [Int64] {
        let makers = Set((answeredRows[link] ?? nil).map { births[$0].tickets } ?? [])
        var places: Set<Int64> = []
        for (ticket, sending) in sendings where sending.fate == .heard {
            let claims = sending.content.claims.filter { $0.row == link && $0.field == .folder }
            places.formUnion(claims.compactMap { Int64($0.value) })
            if makers.contains(ticket), let folder = sending.content.creation?.parent { places.insert(folder) }
        }
        return places.sorted()
    }

    /// It may not have the name any more that it was made with.
    func wasRenamed(_ row: RowKey) -> Bool {
        sendings.values.contains { sending in
            sending.content.claims.contains { $0.row == row && ($0.field == .name || $0.field == .title) }
        }
    }

    /// The rows of the server that a local row stood for.
    func remoteIds(of edit: LocalDifference.Edit, _ intent: Intent) -> Set<RowKey> {
        var rows: Set<RowKey> = []
        if let id = edit.remoteId { rows.insert(RowKey(edit.row.kind, id)) }
        for birth in birthsOfRows[DeviceRow(device: intent.device, row: edit.row)] ?? []
        where intents[births[birth].intent].milliseconds <= intent.milliseconds {
            rows.formUnion(births[birth].ids)
        }
        return rows
    }

    /// Whether this request was the creation of this row, or the same again.
    func made(_ row: RowKey, by ticket: Int) -> Bool {
        births.contains { $0.tickets.contains(ticket) && $0.ids.contains(row) }
    }

    /// Whether a request that carried this edit was carried out.
    func wasHeard(_ edit: LocalDifference.Edit, _ row: RowKey, _ intent: Intent) -> Bool {
        sendings.values.contains { sending in
            guard sending.device == intent.device, sending.fate == .heard,
                sending.sentMilliseconds >= intent.milliseconds, !sending.content.isOlder(than: intent)
            else { return false }
            return sending.content.claims.contains { claim in
                claim.row == row && claim.field == edit.field && Self.mayCarry(claim.value, edit)
            }
        }
    }

    /// Of a place no more can be compared than whether it is one, of tags how many there are.
    private static func mayCarry(_ claimed: String, _ edit: LocalDifference.Edit) -> Bool {
        switch edit.field {
        case .tags: claimed.isEmpty || Int(claimed) == edit.value.split(separator: ",").count { $0 != "[]" }
        case .parent, .folder: !claimed.isEmpty && (claimed == "0") == (edit.value == "0")
        default: claimed == edit.value
        }
    }
}

extension RequestContent {
    /// It waited in the queue since an earlier edit, to the same value perhaps: apps keep the time of the edit, but for
    /// creations and whole links (PROTOCOL §5.6, §5.8).
    fileprivate func isOlder(than intent: Ledger.Intent) -> Bool {
        creation == nil && operation != .updateLink && editSeconds > 0 && editSeconds < intent.clockSeconds
    }
}

extension Field {
    /// Its values name other rows, locally by other numbers than on the wire.
    var isReference: Bool {
        switch self {
        case .parent, .folder, .tags, .type: true
        default: false
        }
    }
}
