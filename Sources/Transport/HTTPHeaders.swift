/// The header lines of a request, in their order, in one buffer.
public struct HTTPHeaders: Sendable {
    private struct Line {
        let name: Range<Int>
        let value: Range<Int>
    }

    private var bytes: [UInt8] = []
    private var lines: [Line] = []

    public init() {}

    public var count: Int { lines.count }

    public mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        let nameStart = bytes.count
        bytes.append(contentsOf: name)
        let valueStart = bytes.count
        bytes.append(contentsOf: value)
        lines.append(Line(name: nameStart..<valueStart, value: valueStart..<bytes.count))
    }

    /// The value of the first line of this name.
    /// - Parameter name: in lower case.
    public func first(_ name: String) -> [UInt8]? {
        lines.first { matches($0, name) }.map { Array(bytes[$0.value]) }
    }

    /// The values of all lines of this name.
    /// - Parameter name: in lower case.
    public func all(_ name: String) -> [[UInt8]] {
        lines.filter { matches($0, name) }.map { Array(bytes[$0.value]) }
    }

    /// How many lines have this name.
    /// - Parameter name: in lower case.
    public func count(of name: String) -> Int { lines.reduce(0) { matches($1, name) ? $0 + 1 : $0 } }

    /// Whether this holds for the names of all lines, as they were spelled.
    public func allNames(_ isRight: (ArraySlice<UInt8>) -> Bool) -> Bool {
        lines.allSatisfy { isRight(bytes[$0.name]) }
    }

    private func matches(_ line: Line, _ name: String) -> Bool {
        guard line.name.count == name.utf8.count else { return false }
        for (byte, wanted) in zip(bytes[line.name], name.utf8) {
            let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            guard lower == wanted else { return false }
        }
        return true
    }
}
