public import JSONText

/// The names of a conversation and the values they hold (README §2).
public struct SavedValues: Sendable {
    private var values: [String: JSONValue] = [:]
    /// The epoch second that `$now` stands for.
    private let now: @Sendable () -> Int64

    public init(token: String, now: @escaping @Sendable () -> Int64) {
        self.now = now
        values["token"] = .string(token)
    }

    /// - Parameter name: as it stands in the file, with its `$`.
    public mutating func save(_ value: JSONValue, as name: String) { values[String(name.dropFirst())] = value }

    public func saved(_ name: String) -> JSONValue? { values[String(name.dropFirst())] }

    /// The value with every `$name` in it replaced, at any depth.
    public func resolve(_ value: JSONValue) throws -> JSONValue {
        switch value {
        case .string(let text): try resolve(text: text)
        case .array(let values): .array(try values.map(resolve))
        case .object(let members): .object(try members.map { JSONMember($0.key, try resolve($0.value)) })
        default: value
        }
    }

    /// The same as text, for paths, queries and headers.
    public func text(_ value: JSONValue) throws -> String { Self.asText(try resolve(value)) }

    /// A text that may be one name as a whole, or hold `${name}` inside.
    public func resolve(text: String) throws -> JSONValue {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return .string(text) }
        if text.hasPrefix("$$") { return .string(String(text.dropFirst())) }
        if text.hasPrefix("$"), let place = NamePlace(text.dropFirst()) { return try value(of: place) }
        return .string(try replaceInside(text))
    }

    private func replaceInside(_ text: String) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${"), let end = rest[start.upperBound...].firstIndex(of: "}") {
            guard let place = NamePlace(rest[start.upperBound..<end]) else {
                result += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                continue
            }
            result += rest[..<start.lowerBound] + Self.asText(try value(of: place))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(of place: NamePlace) throws -> JSONValue {
        let known = place.name == "now" ? .integer(now()) : values[place.name]
        guard let known else { throw GrammarError("$\(place.name) was never saved") }
        guard place.offset != 0 else { return known }
        guard let number = known.integerValue else { throw GrammarError("$\(place.name) is \(known.kindInWords)") }
        return .integer(number + place.offset)
    }

    private static func asText(_ value: JSONValue) -> String {
        if let text = value.stringValue { return text }
        var writer = JSONWriter()
        writer.value(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A name with what is added to it: `copied-at-1` is one less than `copied-at`.
struct NamePlace: Equatable {
    let name: String
    let offset: Int64

    init?(_ text: Substring) {
        guard let match = text.wholeMatch(of: /([a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*)([+-][0-9]+)?/) else { return nil }
        name = String(match.1)
        guard let offset = Int64(match.2 ?? "0") else { return nil }
        self.offset = offset
    }
}
