import JSONText
import SyncCore

/// Reads the columns of one row in PostgreSQL's text format.
struct PostgresRows {
    var result: PostgresResult?
    var row = -1

    /// Moves to the next row of this answer.
    mutating func advance() -> Bool {
        guard let result, row + 1 < result.rowCount else { return false }
        row += 1
        return true
    }

    mutating func forget() { (result, row) = (nil, -1) }

    func isNull(_ column: Int) -> Bool { result?.isNull(row, column) ?? true }

    func integer(_ column: Int) -> Int64 {
        guard let result else { return 0 }
        let bytes = result.bytes(row, column)
        guard let first = bytes.first else { return 0 }
        if first == UInt8(ascii: "t") { return 1 }
        if first == UInt8(ascii: "f") { return 0 }
        let isNegative = first == UInt8(ascii: "-")
        var number: Int64 = 0
        for byte in bytes[(isNegative ? 1 : 0)...] {
            let digit = Int64(byte) &- 48
            number = number &* 10 &+ (isNegative ? -digit : digit)
        }
        return number
    }

    func text(_ column: Int) -> String {
        guard let result else { return "" }
        let bytes = result.bytes(row, column)
        guard EscapedText.isEscaped(bytes) else { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: EscapedText.unescaped(bytes), as: UTF8.self)
    }

    /// The server has checked that texts are UTF-8: only such databases are opened.
    func write(text column: Int, to writer: inout JSONWriter) {
        guard let result, !result.isNull(row, column) else { return writer.null() }
        let bytes = result.bytes(row, column)
        guard EscapedText.isEscaped(bytes) else { return writer.string(utf8: bytes.span) }
        writer.string(utf8: EscapedText.unescaped(bytes).span)
    }
}
