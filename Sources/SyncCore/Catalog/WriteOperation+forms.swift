import SyncModel

/// The forms that most writes have.
extension WriteOperation {
    /// Sets columns of rows of one table. Rows that do not exist, and those whose last edit is later than this one, stay
    /// as they are; if none is left, nothing is told.
    /// - Parameters:
    ///   - rows: which; ids of no row are passed over.
    ///   - sets: what becomes of each.
    ///   - says: the message; the number is how many rows were changed.
    ///   - tells: what happened to these rows; by default the request as it came.
    static func edit<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ kind: EditableTable,
        rows: @escaping @Sendable (Request) -> [Int64],
        sets: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int) -> String,
        tells: @escaping @Sendable (Request, [Int64]) -> [Happening]
    ) -> WriteOperation {
        .procedure(name, takes: Request.self) { request, write in
            let ids = try write.contend(kind, rows(request), edited: write.editSeconds(of: request))
            try write.update(kind, ids, sets(request))
            return Outcome(write.reply(says(request, ids.count)), ids.isEmpty ? [] : tells(request, ids))
        }
    }

    /// The same, told by the request itself.
    static func edit<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ kind: EditableTable,
        rows: @escaping @Sendable (Request) -> [Int64],
        sets: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int) -> String
    ) -> WriteOperation {
        .edit(name, takes: Request.self, kind, rows: rows, sets: sets, says: says) { request, _ in
            [.tookPlace(name, request)]
        }
    }

    /// Adds one row; told by the whole row.
    static func creation<Request: Payload>(
        _ name: OperationName, takes: Request.Type, _ kind: EditableTable,
        row: @escaping @Sendable (Request) -> [Assignment],
        says: @escaping @Sendable (Request, Int64) -> String,
        tells: @escaping @Sendable (Request, Int64) -> any Payload
    ) -> WriteOperation {
        .procedure(name, takes: Request.self, answers: .newItem) { request, write in
            let id = try write.insert(
                kind.table, stamped: kind.stamp, row(request), edited: write.editSeconds(of: request))
            return Outcome(
                write.reply(says(request, id), newId: id, to: request), [.tookPlace(name, tells(request, id))])
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
            try write.delete(kind, ids)
            try write.bury(name, request)
            return Outcome(write.reply(says(request)), [.tookPlace(name, request)])
        }
    }
}
