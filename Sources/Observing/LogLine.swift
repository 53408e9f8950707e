/// One log line as bytes, its line end included. Pure ASCII, whatever peers sent: nothing in it can move a terminal's
/// cursor, end the line early or be no UTF-8.
struct LogLine {
    let secondsSince1970: Int64
    let level: LogLevel
    let message: String
    let metadata: [(String, String)]

    /// `2026-11-25T01:02:03Z info message key=value other="two words"`
    var text: [UInt8] {
        var line = Array("\(Timestamp(secondsSince1970: secondsSince1970)) \(level.name) ".utf8)
        for byte in message.utf8 { Self.appendEscaped(byte, to: &line) }
        for (key, value) in metadata {
            line.append(UInt8(ascii: " "))
            for byte in key.utf8 { Self.appendEscaped(byte, to: &line) }
            line.append(UInt8(ascii: "="))
            Self.appendValue(value, to: &line)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// A value that holds a blank, a quote, `=` or anything escaped stands in quotes, as does an empty one.
    private static func appendValue(_ value: String, to line: inout [UInt8]) {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy(isPlain)
        if !isPlain { line.append(UInt8(ascii: "\"")) }
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") { line.append(UInt8(ascii: "\\")) }
            appendEscaped(byte, to: &line)
        }
        if !isPlain { line.append(UInt8(ascii: "\"")) }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"=\\".utf8.contains(byte)
    }

    private static func appendEscaped(_ byte: UInt8, to line: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\\"): line.append(contentsOf: #"\\"#.utf8)
        case 0x20...0x7E: line.append(byte)
        case 0x0A: line.append(contentsOf: #"\n"#.utf8)
        default: line.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "x")] + hex(byte))
        }
    }

    private static func hex(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}

extension LogLine {
    /// The same as one JSON object: `time`, `level`, `message`, and the metadata beside them.
    ///
    /// A key of the metadata that is one of these three, or stands there twice, gets a trailing `_`: no reader of JSON
    /// agrees with the next about double keys.
    var json: [UInt8] {
        var line: [UInt8] = [UInt8(ascii: "{")]
        var used: Set<String> = []
        let fixed = [
            ("time", "\(Timestamp(secondsSince1970: secondsSince1970))"), ("level", level.name),
            ("message", message),
        ]
        for (key, value) in fixed + metadata {
            if !used.isEmpty { line.append(UInt8(ascii: ",")) }
            var key = key
            while !used.insert(key).inserted { key += "_" }
            Self.appendJSON(key, to: &line)
            line.append(UInt8(ascii: ":"))
            Self.appendJSON(value, to: &line)
        }
        line.append(contentsOf: "}\n".utf8)
        return line
    }

    private static func appendJSON(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for unit in text.utf16 {
            switch unit {
            case 0x22, 0x5C: line.append(contentsOf: [0x5C, UInt8(unit)])
            case 0x20...0x7E: line.append(UInt8(unit))
            default:
                line.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
                line.append(contentsOf: hex(UInt8(unit >> 8)) + hex(UInt8(unit & 0xFF)))
            }
        }
        line.append(UInt8(ascii: "\""))
    }
}
