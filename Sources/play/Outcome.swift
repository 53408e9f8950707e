import JSONText
import SyncTesting

/// What came back, in words.
struct Outcome {
    let route: String
    let answer: HTTPAnswer
    let json: JSONValue?

    var sentence: String {
        guard answer.status < 300 else { return "\(answer.status) \(answer.text)" }
        return message ?? library ?? (answer.body.isEmpty ? "welcome" : "\(answer.status)")
    }

    private var message: String? {
        (json?["message"] ?? json?["timeStampBasedResponse"]?["message"])?.stringValue
    }

    private var library: String? {
        if route == "GET_TOMBSTONES" { return count(json, "deletion") }
        guard let json, json["links"] != nil, json["folders"] != nil else { return nil }
        let parts = [
            count(json["folders"], "folder"), count(json["links"], "link"), count(json["panels"], "panel"),
            count(json["tags"], "tag"),
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    private func count(_ list: JSONValue?, _ noun: String) -> String? {
        guard let count = list?.arrayValue?.count else { return nil }
        return "\(count == 0 ? "no" : "\(count)") \(noun)\(count == 1 ? "" : "s")"
    }
}
