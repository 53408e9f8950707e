/// The text of a Swift file, taken apart: code without comments and texts, and the texts.
struct SwiftText {
    /// The code line by line, comments left out and texts emptied, so that a word in it is a word of the program.
    private(set) var code: [String] = []
    /// Each text between quotes with the line, counted from 0, on which it begins. Pieces around `\(…)` stand apart.
    private(set) var literals: [(line: Int, text: String)] = []

    private let bytes: [UInt8]
    private var position = 0
    private var line: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        while position < bytes.count { readCode(until: nil) }
        endLine()
    }

    /// Reads code up to the end, or, within a text, up to the bracket that closes `\(`.
    private mutating func readCode(until closing: UInt8?) {
        var depth = 0
        while position < bytes.count {
            let byte = bytes[position]
            if starts(with: "//") {
                skipLine()
            } else if starts(with: "/*") {
                skipBlock()
            } else if byte == UInt8(ascii: "\"") || isRawText {
                readText()
            } else {
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == closing, depth == 0 { return }
                if byte == UInt8(ascii: ")") { depth -= 1 }
                keep(byte)
            }
        }
    }

    private func starts(with word: String) -> Bool { bytes[position...].starts(with: word.utf8) }

    /// `#"` or `##"`
    private var isRawText: Bool {
        let rest = bytes[position...].drop { $0 == UInt8(ascii: "#") }
        return rest.startIndex > position && rest.first == UInt8(ascii: "\"")
    }

    private mutating func keep(_ byte: UInt8) {
        if byte == 0x0A { endLine() } else { line.append(byte) }
        position += 1
    }

    private mutating func endLine() {
        code.append(String(decoding: line, as: UTF8.self))
        line = []
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    }

    /// Comments in blocks may stand in each other.
    private mutating func skipBlock() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                position += 2
            } else if starts(with: "*/") {
                depth -= 1
                position += 2
            } else if bytes[position] == 0x0A {
                keep(0x0A)
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }

    /// A text with its quotes, which stay in the code, so that `print("x")` becomes `print("")`.
    private mutating func readText() {
        let hashes = String(repeating: "#", count: bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count)
        position += hashes.utf8.count
        let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        position += quotes.utf8.count
        line += [UInt8(ascii: "\""), UInt8(ascii: "\"")]
        var text: [UInt8] = []
        var firstLine = code.count
        while position < bytes.count, !starts(with: quotes + hashes) {
            if starts(with: "\\" + hashes + "(") {
                literals.append((firstLine, String(decoding: text, as: UTF8.self)))
                position += 2 + hashes.utf8.count
                readCode(until: UInt8(ascii: ")"))
                position += 1
                (text, firstLine) = ([], code.count)
            } else {
                text += takeCharacter(hashes)
            }
        }
        position += quotes.utf8.count + hashes.utf8.count
        literals.append((firstLine, String(decoding: text, as: UTF8.self)))
    }

    private mutating func takeCharacter(_ hashes: String) -> [UInt8] {
        let isEscape = starts(with: "\\" + hashes)
        let taken = Array(bytes[position...].prefix(isEscape ? 2 + hashes.utf8.count : 1))
        for byte in taken where byte == 0x0A { endLine() }
        position += taken.count
        return taken
    }
}
