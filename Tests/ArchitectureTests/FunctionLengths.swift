/// How long functions are, by their brackets.
enum FunctionLengths {
    static let linesMax = 60

    /// Each function with its first line, counted from 0, and its number of lines.
    /// - Parameter code: without comments and texts.
    static func of(_ code: [String]) -> [(line: Int, lines: Int)] {
        var found: [(line: Int, lines: Int)] = []
        for (line, text) in code.enumerated()
        where ["func ", "init(", "init?("].contains(where: { text.contains(asAWord: $0) }) {
            if let end = endOfBody(code, from: line) { found.append((line, end - line + 1)) }
        }
        return found
    }

    /// The line of the bracket that closes the body; `nil` for a requirement of a protocol, which has none.
    private static func endOfBody(_ code: [String], from start: Int) -> Int? {
        var depth = 0
        var round = 0
        for line in start..<code.count {
            for character in code[line].unicodeScalars {
                switch character {
                case "(": round += 1
                case ")": round -= 1
                case "{": depth += 1
                case "}":
                    depth -= 1
                    if depth == 0, round <= 0 { return line }
                    if depth < 0 { return nil }
                default: break
                }
            }
            if depth == 0, round == 0, line + 1 < code.count, beginsAnother(code[line + 1]) { return nil }
        }
        return nil
    }

    private static func beginsAnother(_ line: String) -> Bool {
        let word = line.drop { $0 == " " }
        return word.isEmpty
            || ["func ", "var ", "let ", "init", "}", "mutating ", "static "].contains { word.hasPrefix($0) }
    }
}
