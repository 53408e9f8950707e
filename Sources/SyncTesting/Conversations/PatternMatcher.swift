public import JSONText

/// Compares values with patterns (README §3). Texts are compared byte by byte: letters that only look alike differ.
public struct PatternMatcher: Sendable {
    public let values: SavedValues
    /// What `$stamp` matches.
    public let stamps: ClosedRange<Int64>
    /// Where `$file` looks.
    public let fixturesFolder: String
    /// In headers `$text_contains` ignores case.
    public var ignoresCaseInPieces = false

    public init(values: SavedValues, stamps: ClosedRange<Int64>, fixturesFolder: String = Package.fixtures) {
        self.values = values
        self.stamps = stamps
        self.fixturesFolder = fixturesFolder
    }

    /// Where the value does not fit, `nil` when it does.
    /// - Parameter value: `nil` when there is none at this place.
    /// - Throws: ``GrammarError`` when the pattern itself is wrong.
    public func mismatch(_ pattern: JSONValue, _ value: JSONValue?, at path: String = "") throws -> Mismatch? {
        switch pattern {
        case .string(let text): return try compare(text: text, value, path)
        case .array(let patterns): return try compare(ordered: patterns, value, path)
        case .object(let members):
            if members.count == 1, members[0].key.hasPrefix("$") {
                return try apply(members[0].key, members[0].value, value, path)
            }
            return try compare(members: members, value, path, isExact: false)
        default: return value == pattern ? nil : differs(pattern, value, path)
        }
    }

    public func fits(_ pattern: JSONValue, _ value: JSONValue?) throws -> Bool {
        try mismatch(pattern, value) == nil
    }

    // MARK: Single values

    private func compare(text: String, _ value: JSONValue?, _ path: String) throws -> Mismatch? {
        if let fits = fitsWord(text, value) {
            return fits ? nil : Mismatch(path: path, expected: text, found: InWords.describe(value))
        }
        let wanted = try values.resolve(text: text)
        return Self.isSame(wanted, value) ? nil : differs(wanted, value, path)
    }

    /// Whether the value is what a word such as `$int` stands for; `nil` when the text is no such word.
    private func fitsWord(_ word: String, _ value: JSONValue?) -> Bool? {
        switch word {
        case "$any": value != nil
        case "$absent": value == nil
        case "$int": value?.integerValue != nil
        case "$id": (value?.integerValue ?? 0) > 0
        case "$string": value?.stringValue != nil
        case "$stamp": value?.integerValue.map(stamps.contains) ?? false
        default: nil
        }
    }

    private static func isSame(_ left: JSONValue, _ right: JSONValue?) -> Bool {
        guard case .string(let left) = left, case .string(let right)? = right else { return left == right }
        return left.utf8.elementsEqual(right.utf8)
    }

    private func differs(_ wanted: JSONValue, _ value: JSONValue?, _ path: String) -> Mismatch {
        Mismatch(path: path, expected: InWords.describe(wanted), found: InWords.describe(value))
    }

    // MARK: Objects and lists in order

    func compare(
        members: [JSONMember], _ value: JSONValue?, _ path: String, isExact: Bool
    ) throws -> Mismatch? {
        guard case .object(let present)? = value else {
            return Mismatch(path: path, expected: "an object", found: InWords.describe(value))
        }
        for member in members {
            let found = value?[member.key]
            if let mismatch = try mismatch(member.value, found, at: "\(path)/\(member.key)") { return mismatch }
        }
        guard isExact, let extra = present.first(where: { key in !members.contains { $0.key == key.key } }) else {
            return nil
        }
        return Mismatch(
            path: "\(path)/\(extra.key)", expected: "no such key (this payload is decoded strictly)",
            found: InWords.describe(extra.value))
    }

    private func compare(ordered patterns: [JSONValue], _ value: JSONValue?, _ path: String) throws -> Mismatch? {
        guard let elements = value?.arrayValue, elements.count == patterns.count else {
            return Mismatch(path: path, expected: "a list of \(patterns.count)", found: InWords.describe(value))
        }
        for (index, pattern) in patterns.enumerated() {
            if let mismatch = try mismatch(pattern, elements[index], at: "\(path)/\(index)") { return mismatch }
        }
        return nil
    }
}
