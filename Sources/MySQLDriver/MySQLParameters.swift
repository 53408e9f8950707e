import CMariaDB
import SyncCore

/// The values of a statement in the binary form of the protocol.
struct MySQLParameters {
    private enum Place {
        case null
        case number(Int)
        case text(start: Int, count: Int)
    }

    private var places: [Place] = []
    private var numbers: [Int64] = []
    private var bytes: [UInt8] = []

    init(_ values: [Value]) {
        places.reserveCapacity(values.count)
        for value in values { append(value) }
    }

    /// About what the statement takes on its way.
    var bytesCount: Int { bytes.count + 9 * places.count }

    private mutating func append(_ value: Value) {
        switch value {
        case .null: places.append(.null)
        case .integer(let number): append(number)
        case .boolean(let flag): append(flag ? 1 : 0)
        case .text(let text):
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            places.append(.text(start: start, count: bytes.count - start))
        }
    }

    private mutating func append(_ number: Int64) {
        places.append(.number(numbers.count))
        numbers.append(number)
    }

    /// - Parameter body: is given what the library binds, valid while it runs.
    mutating func withBindings<Answer>(_ body: (UnsafeMutablePointer<MYSQL_BIND>?) -> Answer) -> Answer {
        let places = places
        // An empty text, too, needs a place to point to.
        if bytes.isEmpty { bytes.append(0) }
        return numbers.withUnsafeMutableBytes { numbers in
            bytes.withUnsafeMutableBytes { bytes in
                var bindings = places.map { Self.binding($0, numbers, bytes) }
                return bindings.withUnsafeMutableBufferPointer { body($0.baseAddress) }
            }
        }
    }

    private static func binding(
        _ place: Place, _ numbers: UnsafeMutableRawBufferPointer, _ bytes: UnsafeMutableRawBufferPointer
    ) -> MYSQL_BIND {
        var binding = MYSQL_BIND()
        switch place {
        case .null: binding.buffer_type = MYSQL_TYPE_NULL
        case .number(let index):
            binding.buffer_type = MYSQL_TYPE_LONGLONG
            binding.buffer = numbers.baseAddress.map { $0 + 8 * index }
        case .text(let start, let count):
            binding.buffer_type = MYSQL_TYPE_STRING
            binding.buffer = bytes.baseAddress.map { $0 + start }
            binding.buffer_length = UInt(count)
        }
        return binding
    }
}
