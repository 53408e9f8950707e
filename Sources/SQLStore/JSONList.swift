public import SyncCore

/// A list of values as the JSON array that databases look into.
public enum JSONList {
    /// Of numbers, or of texts in hexadecimal: JSON functions of databases stop at a NUL.
    public static func of(_ values: [Value]) -> Value {
        let members = values.map { value in
            switch value {
            case .integer(let number): String(number)
            case .boolean(let flag): flag ? "1" : "0"
            case .text(let text): "\"\(hexadecimal(text))\""
            case .null: "null"
            }
        }
        return .text("[" + members.joined(separator: ",") + "]")
    }

    private static func hexadecimal(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
