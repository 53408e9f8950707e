import SyncCore

/// Rows to write, with as little said as possible.
enum Sample {
    static func folder(_ name: String, stamp: Int64 = 1, parent: Int64? = nil, isArchived: Bool = false) -> [Assignment]
    {
        [
            Assignment(.folderStamp, .integer(stamp)), Assignment(.folderName, .text(name)),
            Assignment(.folderNote, .text("")), Assignment(.folderParent, parent.map { .integer($0) } ?? .null),
            Assignment(.folderIsArchived, .boolean(isArchived)),
        ]
    }

    static func link(_ url: String, stamp: Int64 = 1, folder: Int64? = nil, agent: String? = nil) -> [Assignment] {
        [
            Assignment(.linkStamp, .integer(stamp)), Assignment(.linkType, .text("SAVED_LINK")),
            Assignment(.linkTitle, .text("title of \(url)")), Assignment(.linkURL, .text(url)),
            Assignment(.linkBaseURL, .text("")), Assignment(.linkImageURL, .text("")), Assignment(.linkNote, .text("")),
            Assignment(.linkFolder, folder.map { .integer($0) } ?? .null),
            Assignment(.linkUserAgent, agent.map { .text($0) } ?? .null), Assignment(.linkMediaType, .text("IMAGE")),
            Assignment(.linkIsImportant, .boolean(false)),
        ]
    }

    static func tag(_ name: String, stamp: Int64 = 1) -> [Assignment] {
        [Assignment(.tagStamp, .integer(stamp)), Assignment(.tagName, .text(name))]
    }

    static func linkTag(_ link: Int64, _ tag: Int64, stamp: Int64 = 1) -> [Assignment] {
        [
            Assignment(.linkTagStamp, .integer(stamp)), Assignment(.linkTagLink, .integer(link)),
            Assignment(.linkTagTag, .integer(tag)),
        ]
    }

    static func fact(_ name: String, _ value: Int64) -> [Assignment] {
        [Assignment(.factName, .text(name)), Assignment(.factValue, .integer(value))]
    }

    static func history(_ table: Int64, _ row: Int64, birth: Int64, edited: Int64) -> [Assignment] {
        [
            Assignment(.historyTable, .integer(table)), Assignment(.historyRow, .integer(row)),
            Assignment(.historyBirth, .integer(birth)), Assignment(.historyEdited, .integer(edited)),
            Assignment(.historyKnownBy, .integer(0)), Assignment(.historyCreator, .integer(0)),
            Assignment(.historyRetold, .integer(0)), Assignment(.historyIsNamed, .boolean(false)),
        ]
    }

    /// A value for each column that must have one: texts are its name, numbers count up.
    static func any(_ table: Table) -> [Assignment] {
        table.columns.filter { !$0.isNumberedByStore && !$0.isNullable }.map { column in
            switch column.type {
            case .integer: Assignment(column, .integer(Int64(column.place + 1)))
            case .text: Assignment(column, .text(column.name))
            case .boolean: Assignment(column, .boolean(true))
            }
        }
    }
}

extension StoreUnderTest {
    /// Reads in a snapshot of its own.
    func read<Result>(_ body: (any StoreSnapshot) throws -> Result) throws -> Result {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try body(snapshot)
    }

    func rows(_ query: Query) throws -> [[Value]] { try read { try $0.values(query) } }

    @discardableResult func insert(_ table: Table, _ values: [Assignment]) throws -> Int64 {
        var id: Int64 = 0
        try store.write { id = try $0.insert(table, values) }
        return id
    }

    /// Folders of these names; their ids.
    func insertFolders(_ names: [String]) throws -> [Int64] {
        var ids: [Int64] = []
        try store.write { transaction in
            for name in names { ids.append(try transaction.insert(.folders, Sample.folder(name))) }
        }
        return ids
    }

    func folderNames() throws -> [String] {
        try read { try $0.all(Query(.folders, [.folderName], order: [.folderId])) { $0.text(0) } }
    }
}

extension StoreReading {
    /// Whole rows as values.
    func values(_ query: Query) throws -> [[Value]] {
        try all(query) { cursor in
            query.columns.enumerated().map { place, column in
                if cursor.isNull(place) { return .null }
                switch column.type {
                case .integer: return .integer(cursor.integer(place))
                case .text: return .text(cursor.text(place))
                case .boolean: return .boolean(cursor.boolean(place))
                }
            }
        }
    }
}
