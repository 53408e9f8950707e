internal import JSONText

/// Why a configuration file can't be read: one sentence with line, column and what to do.
struct ConfigFileProblem: Error, Equatable {
    let sentence: String

    init(sentence: String) { self.sentence = sentence }

    /// What is better said before a JSON reader stumbles over it.
    init?(beforeReading bytes: [UInt8], path: String) {
        let isUTF16 =
            bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.prefix(2).contains(0)
        if isUTF16 {
            self.init(path, line: 1, column: 1, "the text is UTF-16. Save it as UTF-8")
        } else if bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            self.init(
                path, line: 1, column: 1, "the file is empty. Delete it, and the next start makes one with defaults")
        } else {
            return nil
        }
    }

    init(noObjectIn path: String) {
        self.init(path, line: 1, column: 1, "the settings must stand between { and }. Add them")
    }

    init(_ error: JSONError, in bytes: [UInt8], path: String) {
        if let comma = Self.trailingComma(before: error, in: bytes) {
            let lineStart = bytes[..<comma].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let line = 1 + bytes[..<comma].count { $0 == 0x0A }
            self.init(
                path, line: line, column: comma - lineStart + 1, "a comma stands after the last setting. Remove it")
        } else {
            self.init(path, line: error.line, column: error.column, Self.problem(error.reason))
        }
    }

    private init(_ path: String, line: Int, column: Int, _ problem: String) {
        sentence = "\(path), line \(line), column \(column): \(problem)."
    }

    /// The comma that a closing bracket follows.
    private static func trailingComma(before error: JSONError, in bytes: [UInt8]) -> Int? {
        guard case .unexpected(let byte) = error.reason, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]"),
            let last = bytes[..<error.offset].lastIndex(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }),
            bytes[last] == UInt8(ascii: ",")
        else { return nil }
        return last
    }

    private static func problem(_ reason: JSONError.Reason) -> String {
        switch reason {
        case .unexpected(UInt8(ascii: "/")), .unexpected(UInt8(ascii: "#")):
            "JSON has no comments. Remove this one"
        case .unexpected(UInt8(ascii: "'")), .unexpected(0xE2):
            "names and texts stand between straight double quotes (\"). Put those"
        case .unexpected(UInt8(ascii: "\"")): "a comma is missing before this. Add it"
        case .endOfText: "the text ends too early. Add the quote or the } that is missing"
        case .controlCharacter: "a line ends within a text. Add the closing quote, or write \\n for a line end"
        case .badEscape: "a \\ in a text begins an escape. Write \\\\ for the character itself"
        case .badNumber: "this is no number as JSON writes them. Write digits only, or put quotes around a text"
        case .notUTF8: "the bytes of this text are not UTF-8. Save the file as UTF-8"
        case .textAfterValue: "something stands after the closing }. Remove it"
        case .unexpected, .nestedTooDeep: "\(reason). Write \"name\": value, with a comma between two of them"
        }
    }
}
