import JSONText
import SyncTesting

/// An installation of the app, as requests and events name it.
struct Device {
    let id: String
    let name: String

    static let a = Device(id: "aaaaaaaa-0000-4000-8000-000000000001", name: "Calm Otter")
    static let b = Device(id: "bbbbbbbb-0000-4000-8000-000000000002", name: "Brave Wren")

    var correlation: JSONValue {
        .object([JSONMember("id", .string(id)), JSONMember("clientName", .string(name))])
    }

    /// The target of its socket.
    var eventsTarget: String { "/events?correlation=" + PercentEncoding.encode(correlation.text) }
}

extension JSONValue {
    /// The value as JSON.
    var text: String {
        var writer = JSONWriter()
        writer.value(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
