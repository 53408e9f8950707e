import JSONText
import SyncTesting

/// The folders that a device has, with their parents: by what its user does, and by what its socket tells it. A device
/// passes over events of its own (PROTOCOL §5.5).
struct HeardFolders {
    let device: Device
    private let socket: WebSocketClient
    /// 0: a root.
    private(set) var parents: [Int64: Int64] = [:]

    init(_ device: Device, _ server: ServerProcess) throws {
        self.device = device
        socket = try server.openSocket(of: device)
    }

    subscript(folder: Int64) -> Int64? {
        get { parents[folder] }
        set { parents[folder] = newValue }
    }

    /// With all that lies in it.
    mutating func delete(_ folder: Int64) {
        guard parents.removeValue(forKey: folder) != nil else { return }
        for (child, parent) in parents where parent == folder { delete(child) }
    }

    /// Takes what comes until this is so.
    /// - Returns: whether it became so in time.
    mutating func listen(withinMilliseconds: Int, until isDone: ([Int64: Int64]) -> Bool) throws -> Bool {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        while !isDone(parents) {
            guard !deadline.isOver else { return false }
            guard let incoming = try socket.next(withinMilliseconds: deadline.millisecondsLeft) else { continue }
            guard case .text(let text) = incoming else { throw NetworkError.closed(while: "listening for folders") }
            apply(try EventFrame(text: text))
        }
        return true
    }

    private mutating func apply(_ frame: EventFrame) {
        let payload = frame.payload
        guard payload["correlation"]?["id"] != .string(device.id) else { return }
        let id = payload["id"]?.integerValue ?? 0
        switch frame.operation {
        case "CREATE_FOLDER": parents[id] = payload["parentFolderId"]?.integerValue ?? 0
        case "UPDATE_FOLDER": if parents[id] != nil { parents[id] = payload["parentFolderId"]?.integerValue ?? 0 }
        case "MOVE_EXISTING_ITEMS": place(payload, under: payload["newParentFolderId"]?.integerValue ?? 0)
        case "MARK_FOLDERS_AS_ROOT": place(payload, under: 0)
        case "DELETE_FOLDER": delete(id)
        default: break
        }
    }

    private mutating func place(_ payload: JSONValue, under parent: Int64) {
        for folder in payload.list("folderIds").compactMap(\.integerValue) where parents[folder] != nil {
            parents[folder] = max(0, parent)
        }
    }
}
