/// The name that a client asks for, in its hello (RFC 8446, section 4.1.2; RFC 6066, section 3).
///
/// Read by us and not by OpenSSL, which ends the handshake at a name of more than 255 bytes or with a NUL in it: no name,
/// however odd, may keep a device away.
struct ServerNameExtension: Equatable {
    /// Of the first name that is a host name; any bytes.
    let name: [UInt8]
    /// Where the two bytes of the extension's number stand in the hello.
    let numberOffset: Int
    /// Whether OpenSSL would refuse it.
    let isRefused: Bool

    private static let number = 0
    private static let hostName: UInt8 = 0
    private static let bytesMaxOfOpenSSL = 255

    /// - Parameter hello: the whole message, its header of four bytes included.
    /// - Returns: `nil` without the extension.
    init?(hello: UnsafeRawBufferPointer) {
        // Type and length, version, random.
        var reader = HelloReader(hello, from: 4 + 2 + 32)
        guard reader.skip(lengthBytes: 1), reader.skip(lengthBytes: 2), reader.skip(lengthBytes: 1),
            let extensions = reader.vector(lengthBytes: 2)
        else { return nil }
        var rest = HelloReader(hello, extensions)
        while true {
            let offset = rest.offset
            guard let number = rest.number(bytes: 2), let content = rest.vector(lengthBytes: 2) else { return nil }
            if number == Self.number {
                self.init(hello, content, numberOffset: offset)
                return
            }
        }
    }

    private init(_ hello: UnsafeRawBufferPointer, _ content: Range<Int>, numberOffset: Int) {
        self.numberOffset = numberOffset
        var list = HelloReader(hello, content)
        guard let names = list.vector(lengthBytes: 2), list.isAtEnd else {
            (name, isRefused) = ([], true)
            return
        }
        var first = HelloReader(hello, names)
        guard first.number(bytes: 1) == Int(Self.hostName), let range = first.vector(lengthBytes: 2) else {
            (name, isRefused) = ([], true)
            return
        }
        name = Array(hello[range])
        isRefused = !first.isAtEnd || name.count > Self.bytesMaxOfOpenSSL || name.contains(0)
    }
}

/// Walks through the vectors of a hello, each with its length before it.
private struct HelloReader {
    private let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    private let end: Int

    init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.init(bytes, start..<max(start, bytes.count))
    }

    init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = min(range.upperBound, bytes.count)
    }

    var isAtEnd: Bool { offset == end }

    /// Big-endian.
    mutating func number(bytes count: Int) -> Int? {
        guard offset + count <= end else { return nil }
        defer { offset += count }
        return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func vector(lengthBytes: Int) -> Range<Int>? {
        guard let count = number(bytes: lengthBytes), offset + count <= end else { return nil }
        defer { offset += count }
        return offset..<offset + count
    }

    mutating func skip(lengthBytes: Int) -> Bool { vector(lengthBytes: lengthBytes) != nil }
}
