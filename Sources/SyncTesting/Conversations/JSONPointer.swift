import JSONText

/// Where in an answer a value lies (RFC 6901), or `#watermark` (README §1).
enum JSONPointer {
    static func find(_ pointer: String, in value: JSONValue) -> JSONValue? {
        var value = value
        for part in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let next = step(unescape(part), in: value) else { return nil }
            value = next
        }
        return value
    }

    private static func unescape(_ part: Substring) -> String {
        String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
    }

    private static func step(_ key: String, in value: JSONValue) -> JSONValue? {
        guard let elements = value.arrayValue else { return value[key] }
        guard let index = Int(key), elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The largest integer under any key `eventTimestamp` or `deletedAt`, at any depth.
    static func watermark(in value: JSONValue) -> Int64? {
        switch value {
        case .array(let elements): elements.compactMap { watermark(in: $0) }.max()
        case .object(let members): members.compactMap(watermark(of:)).max()
        default: nil
        }
    }

    private static func watermark(of member: JSONMember) -> Int64? {
        let isTime = member.key == "eventTimestamp" || member.key == "deletedAt"
        return isTime ? member.value.integerValue : watermark(in: member.value)
    }
}

extension SavedValues {
    /// Saves what a step wants from an answer; an app's watermark only grows (0.16 and later).
    /// - Returns: the pointers that lead nowhere.
    mutating func save(_ saves: [JSONMember], from answer: JSONValue) throws -> [String] {
        var missing: [String] = []
        for save in saves {
            let pointer = try save.value.requiredText("save")
            if pointer == "#watermark" {
                let marks = [saved(save.key)?.integerValue, JSONPointer.watermark(in: answer)].compactMap { $0 }
                self.save(.integer(marks.max() ?? 0), as: save.key)
            } else if let value = JSONPointer.find(pointer, in: answer) {
                self.save(value, as: save.key)
            } else {
                missing.append(pointer)
            }
        }
        return missing
    }
}
