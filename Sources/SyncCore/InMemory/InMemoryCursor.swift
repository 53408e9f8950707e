import JSONText

/// Walks over rows that were found already.
final class InMemoryCursor: Cursor {
    private let rows: [InMemoryRow]
    private let places: [Int]
    private var next = 0
    private var row: InMemoryRow?

    init(_ rows: [InMemoryRow], _ query: Query) {
        self.rows = rows
        places = query.columns.map(\.place)
    }

    func advance() -> Bool {
        row = next < rows.count ? rows[next] : nil
        next += 1
        return row != nil
    }

    func integer(_ column: Int) -> Int64 {
        if case .integer(let value) = value(column) { value } else { 0 }
    }

    func isNull(_ column: Int) -> Bool { value(column) == .null }

    func text(_ column: Int) -> String {
        if case .text(let value) = value(column) { value } else { "" }
    }

    func boolean(_ column: Int) -> Bool { value(column) == .boolean(true) }

    func write(text column: Int, to writer: inout JSONWriter) {
        if case .text(let value) = value(column) { writer.string(value) } else { writer.null() }
    }

    func close() {
        row = nil
        next = rows.count
    }

    private func value(_ column: Int) -> Value {
        guard let row else { preconditionFailure("no row to read from: advance() first") }
        return row[places[column]]
    }
}
