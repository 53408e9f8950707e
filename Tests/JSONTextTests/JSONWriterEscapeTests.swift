import JSONText
import Testing

/// Texts are looked through eight bytes at a time: every byte, at every place of a word and beside every neighbour that
/// could be mistaken for it.
@Suite struct JSONWriterEscapeTests {
    private func written(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func expected(_ character: Unicode.Scalar) -> String {
        switch character {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case let control where control.value < 0x20:
            "\\u00" + (control.value < 16 ? "0" : "") + String(control.value, radix: 16)
        default: String(character)
        }
    }

    @Test(arguments: 0..<24) func everyCharacterIsRightAtEveryPlace(place: Int) {
        for value in [0x00..<0x100, 0x20A0..<0x20B0, 0x1_F600..<0x1_F610].joined() {
            guard let character = Unicode.Scalar(UInt32(value)) else { continue }
            for filling in ["x", "!", "#", "[", "]", " ", "é"] {
                let before = String(repeating: filling, count: place)
                let text = before + String(character) + filling
                #expect(written(text) == "\"" + before + expected(character) + filling + "\"")
            }
        }
    }

    @Test(arguments: [0, 7, -7, 10, -10, 1_000_000_007, Int64.max, Int64.min, Int64.min + 1])
    func numbersAreWrittenWhole(number: Int64) {
        var writer = JSONWriter()
        writer.integer(number)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == String(number))
    }
}
