import JSONText
import SyncTesting

/// Bodies of requests as an app of version 0.19 writes them.
enum Bodies {
    static func folder(_ name: String, parent: Int64? = nil, by device: Device = .a) -> String {
        object(
            by: device,
            [
                ("name", .string(name)), ("note", .string("")),
                ("parentFolderId", parent.map(JSONValue.integer) ?? .null),
                ("isArchived", .boolean(false)), ("offlineSyncItemId", .integer(0)),
            ])
    }

    static func link(
        _ url: String, _ title: String, imgURL: String = "", note: String = "", by device: Device = .a
    ) -> String {
        object(
            by: device,
            [
                ("linkType", .string("SAVED_LINK")), ("title", .string(title)), ("url", .string(url)),
                ("baseURL", .string("x.example")), ("imgURL", .string(imgURL)), ("note", .string(note)),
                ("idOfLinkedFolder", .null), ("userAgent", .null), ("markedAsImportant", .boolean(false)),
                ("mediaType", .string("IMAGE")), ("tags", .array([])), ("offlineSyncItemId", .integer(0)),
            ])
    }

    /// - Parameter time: what the device takes for now.
    static func title(
        _ title: String, of link: Int64, by device: Device = .a, at time: Int64 = WallClock.epochSeconds
    ) -> String {
        object(by: device, at: time, [("linkId", .integer(link)), ("newTitleOfTheLink", .string(title))])
    }

    static func note(_ note: String, of link: Int64, by device: Device = .a) -> String {
        object(by: device, [("linkId", .integer(link)), ("newNote", .string(note))])
    }

    static func move(folder: Int64, into parent: Int64, by device: Device) -> String {
        object(
            by: device,
            [
                ("folderIds", .array([.integer(folder)])), ("linkIds", .array([])),
                ("linkType", .string("FOLDER_LINK")),
                ("newParentFolderId", .integer(parent)),
            ])
    }

    static func wholeFolder(_ id: Int64, _ name: String, parent: Int64?, by device: Device) -> String {
        object(
            by: device,
            [
                ("id", .integer(id)), ("name", .string(name)), ("note", .string("")),
                ("parentFolderId", parent.map(JSONValue.integer) ?? .null), ("isArchived", .boolean(false)),
            ])
    }

    static func id(_ id: Int64, by device: Device = .a) -> String { object(by: device, [("id", .integer(id))]) }

    static func tag(_ name: String, by device: Device = .a) -> String {
        object(by: device, [("name", .string(name)), ("offlineSyncItemId", .integer(0))])
    }

    static func duplicates(_ links: some Sequence<Int64>, by device: Device = .a) -> String {
        object(by: device, [("linkIds", .array(links.map(JSONValue.integer)))])
    }

    /// Copies of one link, each with a local id of its own.
    static func copies(of link: Int64, count: Int, by device: Device = .a) -> String {
        let links = (1...count).map { JSONMember("\($0)", .integer(link)) }
        return object(
            by: device,
            [
                ("folders", .array([])), ("linkIds", .object(links)), ("linkType", .string("SAVED_LINK")),
                ("newParentFolderId", .integer(-1)),
            ])
    }

    private static func object(
        by device: Device, at time: Int64 = WallClock.epochSeconds, _ members: [(String, JSONValue)]
    ) -> String {
        let stamped = members + [("correlation", device.correlation), ("eventTimestamp", .integer(time))]
        return JSONValue.object(stamped.map { JSONMember($0.0, $0.1) }).text
    }
}
