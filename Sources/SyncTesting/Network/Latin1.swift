/// Header values travel as ISO-8859-1: one byte per letter.
public enum Latin1 {
    /// The bytes of a text; letters beyond U+00FF, which ISO-8859-1 does not have, go as their UTF-8 bytes.
    public static func bytes(_ text: String) -> [UInt8] {
        text.unicodeScalars.flatMap { scalar in
            scalar.value <= 0xFF ? [UInt8(scalar.value)] : Array(String(scalar).utf8)
        }
    }

    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
        return text
    }
}
