extension Ledger {
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

    /// Whether a request that carried this edit was carried out.
    func wasHeard(_ edit: LocalDifference.Edit, _ row: RowKey, _ intent: Intent) -> Bool {
        sendings.values.contains { sending in
            guard sending.device == intent.device, sending.fate == .heard,
                sending.sentMilliseconds >= intent.milliseconds
            else { return false }
            return sending.content.claims.contains { claim in
                claim.row == row && claim.field == edit.field && (claim.value == edit.value || edit.field.isReference)
            }
        }
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
