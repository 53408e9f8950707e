/// A zip file of a few small files, stored as they are (PKWARE's APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16).
///
/// Ours, because it is one page: a library would be one more to install for two files of a kilobyte each.
struct ZipArchive {
    private var entries: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// 1980-01-01, the first day that the format knows: the content says when it was made.
    private static let date: UInt16 = 0b0000000_0001_00001

    /// - Parameter name: ASCII, without folders.
    mutating func add(_ name: String, _ content: [UInt8]) {
        let facts = Self.facts(name, content)
        let offset = entries.count
        entries += Self.number(0x0403_4B50, 4) + facts + Array(name.utf8) + content
        // Made by: version 2.0; no comment, first disk, no attributes.
        directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + facts
        directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 4)
        directory += Self.number(UInt32(offset), 4) + Array(name.utf8)
        count += 1
    }

    /// What both headers of an entry have: version needed, flags, method, time, date, checksum, sizes, lengths.
    private static func facts(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let size = UInt32(content.count)
        let start = number(20, 2) + number(0, 2) + number(0, 2) + number(0, 2) + number(UInt32(date), 2)
        return start + number(checksum(content), 4) + number(size, 4) + number(size, 4)
            + number(UInt32(name.utf8.count), 2) + number(0, 2)
    }

    var bytes: [UInt8] {
        let counts = Self.number(UInt32(count), 2) + Self.number(UInt32(count), 2)
        let end = Self.number(0x0605_4B50, 4) + Self.number(0, 2) + Self.number(0, 2) + counts
        let place = Self.number(UInt32(directory.count), 4) + Self.number(UInt32(entries.count), 4)
        return entries + directory + end + place + Self.number(0, 2)
    }

    private static func number(_ value: UInt32, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// CRC-32, bit by bit: a kilobyte, once.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var remainder = UInt32.max
        for byte in bytes {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return ~remainder
    }
}
