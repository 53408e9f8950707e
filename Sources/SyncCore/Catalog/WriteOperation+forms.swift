import SyncModel

/// The forms that most writes have.
extension WriteOperation {
    /// Sets a field of rows of one table. Rows that do not exist, and those whose field was edited later, stay as they
    /// are; if none is left, nothing is told.
    /// - Parameters:
    ///   - rows: which; ids of no row are passed over.
    ///   - sets: what becomes of each.
    ///   - says: the message; the number is how many rows were changed.
    ///   - tells: what happened to these rows; by default the request as it came.
    static func edit<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ field: EditedField,
        rows: @escaping @Sendable (Request) -> [Int64],
        sets: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int) -> String,
        tells: @escaping @Sendable (Request, [Int64]) -> [Happening]
    ) -> WriteOperation {
        .procedure(name, takes: Request.self) { request, write in
            let ids = try write.edit(
                field, rows(request), to: sets(request), edited: write.editSeconds(of: request))
            return Outcome(write.reply(says(request, ids.count)), ids.isEmpty ? [] : tells(request, ids))
        }
    }

    /// The same, told by the request itself.
    static func edit<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ field: EditedField,
        rows: @escaping @Sendable (Request) -> [Int64],
        sets: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int) -> String
    ) -> WriteOperation {
        .edit(name, takes: Request.self, field, rows: rows, sets: sets, says: says) { request, _ in
            [.tookPlace(name, request)]
        }
    }

    /// Adds one row that has one field, once; told by the whole row.
    /// - Parameter renames: how it is told that the field of a row is that of the request now.
    static func creation<Request: Creation>(
        _: Request.Type, _ field: EditedField,
        row: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int64) -> String,
        tells: @escaping @Sendable (Request, Int64) -> any Payload,
        renames: @escaping @Sendable (Request, Int64) -> Happening
    ) -> WriteOperation {
        .procedure(Request.operation, takes: Request.self, answers: .newItem) { request, write in
            let later: (Int64) throws -> [Happening] = { id in
                try write.edit(field, [id], to: row(request), edited: write.editSeconds(of: request))
                    .map { renames(request, $0) }
            }
            return try write.once(request, says: { says(request, $0) }, later: later) {
                let id = try write.insert(
                    Request.kind.table, stamped: Request.kind.stamp, row(request),
                    edited: write.editSeconds(of: request))
                return CreatedRow(id: id, happenings: [.tookPlace(Request.operation, tells(request, id))])
            }
        }
    }

    /// Removes rows, leaves a tombstone, and is told by the request. What is not there any more is passed over: then
    /// nothing is left and nothing told.
    static func removal<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ kind: EditableTable,
        rows: @escaping @Sendable (Request, any StoreTransaction) throws -> [Int64],
        says: @escaping @Sendable (Request) -> String
    ) -> WriteOperation {
        .procedure(name, takes: Request.self, leavesTombstone: true) { request, write in
            let ids = try write.existing(kind, rows(request, write.transaction)).map(\.id)
            guard !ids.isEmpty else { return Outcome(write.reply(says(request))) }
            if kind == .links { try write.leavePlaces(ids) }
            try write.noteDeletion(kind, ids)
            if kind == .panelFolders { try write.mendUnheard(kind, ids) }
            try write.delete(kind, ids)
            try write.bury(name, request)
            return Outcome(write.reply(says(request)), [.tookPlace(name, request)])
        }
    }
}
