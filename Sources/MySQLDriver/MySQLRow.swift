import CMariaDB

/// Where the library puts the row that was fetched last.
final class MySQLRow {
    private let statement: UnsafeMutablePointer<MYSQL_STMT>
    private let columnCount: Int
    private let library: MySQLLibrary
    let bindings: UnsafeMutablePointer<MYSQL_BIND>
    private let numbers: UnsafeMutablePointer<Int64>
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>
    /// For one text, until the next one is asked for.
    private var text: UnsafeMutablePointer<UInt8>
    private var textCapacity = 1_024
    /// A larger one is given back after the last row.
    private static let textCapacityKept = 65_536

    init(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ columnCount: Int, _ library: MySQLLibrary) {
        self.statement = statement
        self.columnCount = columnCount
        self.library = library
        bindings = .allocate(capacity: columnCount)
        numbers = .allocate(capacity: columnCount)
        lengths = .allocate(capacity: columnCount)
        nulls = .allocate(capacity: columnCount)
        text = .allocate(capacity: textCapacity)
        numbers.initialize(repeating: 0, count: columnCount)
        lengths.initialize(repeating: 0, count: columnCount)
        nulls.initialize(repeating: 0, count: columnCount)
        for column in 0..<columnCount { (bindings + column).initialize(to: binding(column)) }
    }

    deinit {
        bindings.deallocate()
        numbers.deallocate()
        lengths.deallocate()
        nulls.deallocate()
        text.deallocate()
    }

    /// Numbers are fetched with the row; of texts their length is, and they themselves when they are asked for.
    private func binding(_ column: Int) -> MYSQL_BIND {
        var binding = MYSQL_BIND()
        binding.length = lengths + column
        binding.is_null = nulls + column
        if isText(column) {
            binding.buffer_type = MYSQL_TYPE_STRING
        } else {
            binding.buffer_type = MYSQL_TYPE_LONGLONG
            binding.buffer = UnsafeMutableRawPointer(numbers + column)
            binding.buffer_length = 8
        }
        return binding
    }

    private func isText(_ column: Int) -> Bool {
        switch statement.pointee.fields[column].type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG,
            MYSQL_TYPE_NEWDECIMAL:
            false
        default: true
        }
    }

    func isNull(_ column: Int) -> Bool { nulls[column] != 0 }
    func integer(_ column: Int) -> Int64 { isNull(column) ? 0 : numbers[column] }

    func withBytes<Answer>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
        let count = isNull(column) ? 0 : Int(lengths[column])
        if count > 0 { fetch(column, count) }
        return body(UnsafeBufferPointer(start: text, count: count))
    }

    private func fetch(_ column: Int, _ count: Int) {
        if count > textCapacity { grow(to: count) }
        var binding = MYSQL_BIND()
        binding.buffer_type = MYSQL_TYPE_STRING
        binding.buffer = UnsafeMutableRawPointer(text)
        binding.buffer_length = UInt(textCapacity)
        _ = library.functions.mysql_stmt_fetch_column(statement, &binding, UInt32(column), 0)
    }

    private func grow(to count: Int) {
        text.deallocate()
        textCapacity = max(count, 2 * textCapacity)
        text = .allocate(capacity: textCapacity)
    }

    func forget() {
        guard textCapacity > Self.textCapacityKept else { return }
        text.deallocate()
        textCapacity = 1_024
        text = .allocate(capacity: textCapacity)
    }
}
