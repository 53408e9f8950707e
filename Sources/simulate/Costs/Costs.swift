import SyncCore
import SyncSimulator

/// What the server remembers beyond the library, and what that costs: a line for each thing.
struct Costs {
    /// What each table is there for.
    private static let purposes: [(table: Table, purpose: String)] = [
        (.histories, "who made a row and who has it"), (.fieldTimes, "when each field was edited"),
        (.memories, "each creation once"), (.copies, "each copy once"),
        (.leavings, "where rows and links of a URL were"),
        (.holders, "devices"), (.claims, "what a number proves"),
        (.doubts, "what a device may lack"), (.facts, "stamps"),
    ]

    private let meter = Meter()
    private var bytes: [String: Int] = [:]
    private var histories = 0

    mutating func add(_ history: History) throws {
        let storage = try MeasuredStorage(meter, idBase: Simulation.idBase)
        _ = try Simulation.play(history, on: storage)
        bytes.merge(try storage.bytes(), uniquingKeysWith: +)
        histories += 1
    }

    var text: String {
        let lines = Self.purposes.map { line($0.purpose, [$0.table]) }
        let original = line("the library itself", Table.allCases.filter(\.isOfOriginal))
        let head = ["", "rows a write", "bytes a write", "µs a write", "rows a pull", "µs a pull"]
        return """
            \(histories) histories: \(meter.writesCount) writes, \(meter.pullsCount) pulls and lists, on SQLite
            \(Self.columns(head))
            \((lines + [original]).map(Self.columns).joined(separator: "\n"))
            """
    }

    private func line(_ name: String, _ tables: [Table]) -> [String] {
        let kept = tables.reduce(0) { $0 + (bytes[$1.name] ?? 0) }
        let (inWrites, inPulls) = (Self.sum(meter.inWrites, tables), Self.sum(meter.inPulls, tables))
        return [
            name, Self.share(inWrites.insertedRows, meter.writesCount), Self.share(kept, meter.writesCount),
            Self.share(Int(inWrites.nanoseconds / 1_000), meter.writesCount),
            Self.share(inPulls.insertedRows, meter.pullsCount),
            Self.share(Int(inPulls.nanoseconds / 1_000), meter.pullsCount),
        ]
    }

    private static func sum(_ costs: Meter.Costs, _ tables: [Table]) -> Meter.Cost {
        tables.reduce(into: Meter.Cost()) { sum, table in
            sum.insertedRows += costs[table.rawValue].insertedRows
            sum.nanoseconds += costs[table.rawValue].nanoseconds
        }
    }

    /// With one place behind the point.
    private static func share(_ sum: Int, _ count: Int) -> String {
        let tenths = count == 0 ? 0 : (sum * 10 + count / 2) / count
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func columns(_ words: [String]) -> String {
        let first = words[0] + String(repeating: " ", count: max(0, 32 - words[0].count))
        return words.dropFirst().reduce(first) { $0 + String(repeating: " ", count: max(1, 15 - $1.count)) + $1 }
    }
}
