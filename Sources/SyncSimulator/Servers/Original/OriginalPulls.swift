import JSONText

/// `GET_UPDATES` and `GET_TOMBSTONES` of the original (PROTOCOL §2.7): strictly later than the watermark, in no order.
extension OriginalLibrary {
    func updates(after watermark: Int64) -> JSONValue {
        .object([
            "links": list(links, watermark, \.stamp) { Self.json($0, $1) },
            "folders": list(folders, watermark, \.stamp) { id, row in
                .object([
                    "id": .integer(id), "name": .string(row.name), "note": .string(row.note),
                    "parentFolderId": .optional(row.parent), "isArchived": .boolean(row.isArchived),
                    "eventTimestamp": .integer(row.stamp),
                ])
            },
            "panels": list(panels, watermark, \.stamp) { id, row in
                .object([
                    "panelId": .integer(id), "panelName": .string(row.name), "eventTimestamp": .integer(row.stamp),
                ])
            },
            "panelFolders": list(panelFolders, watermark, \.stamp) { id, row in
                .object([
                    "id": .integer(id), "folderId": .integer(row.folder), "panelPosition": .integer(row.position),
                    "folderName": .string(row.name), "connectedPanelId": .integer(row.panel),
                    "eventTimestamp": .integer(row.stamp),
                ])
            },
            "tags": list(tags, watermark, \.stamp) { id, row in
                .object(["id": .integer(id), "name": .string(row.name), "eventTimestamp": .integer(row.stamp)])
            },
            "linkTags": .array([]),
        ])
    }

    func tombstones(after watermark: Int64) -> JSONValue {
        .array(
            tombstones.filter { $0.stamp > watermark }.map {
                .object([
                    "deletedAt": .integer($0.stamp), "operation": .string($0.operation), "payload": $0.payload,
                ])
            })
    }

    /// In the order of a hash that no database promises either, but always the same for the same rows.
    private func list<Row>(
        _ rows: [Int64: Row], _ watermark: Int64, _ stamp: KeyPath<Row, Int64>, _ json: (Int64, Row) -> JSONValue
    ) -> JSONValue {
        let found = rows.filter { $0.value[keyPath: stamp] > watermark }
        return .array(found.keys.sorted { Self.mixed($0) < Self.mixed($1) }.map { json($0, found[$0]!) })
    }

    private static func mixed(_ id: Int64) -> UInt64 { UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15 }

    private static func json(_ id: Int64, _ link: Link) -> JSONValue {
        let tags = link.tags.sorted().map { JSONValue.object(["linkId": .integer(id), "tagId": .integer($0)]) }
        return .object([
            "id": .integer(id), "linkType": .string(link.type), "title": .string(link.title),
            "url": .string(link.url), "baseURL": .string(link.baseURL), "imgURL": .string(link.imageURL),
            "note": .string(link.note), "idOfLinkedFolder": .optional(link.folder),
            "userAgent": link.userAgent.map { .string($0) } ?? .null,
            "markedAsImportant": .boolean(link.isImportant), "mediaType": .string(link.mediaType),
            "eventTimestamp": .integer(link.stamp), "linkTags": .array(tags),
        ])
    }
}
