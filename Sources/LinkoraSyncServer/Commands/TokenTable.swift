internal import Observing
internal import SyncCore

/// What `token list` prints.
struct TokenTable {
    private let tokens: [DeviceToken]

    init(_ tokens: [DeviceToken]) { self.tokens = tokens }

    var text: String {
        if tokens.isEmpty { return "There are no tokens beside the shared one.\n" }
        let rows = [["NAME", "SCOPE", "CREATED", "EXPIRES", "LAST USED", "ADDRESS"]] + tokens.map(Self.row)
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in Self.line(row, widths) + "\n" }.joined()
    }

    private static func row(_ token: DeviceToken) -> [String] {
        [
            token.name, token.scope, moment(token.created), token.expires.map(moment) ?? "never",
            token.lastUsed.map(moment) ?? "never",
            token.lastAddress.flatMap { $0.isEmpty ? nil : $0 } ?? "-",
        ]
    }

    private static func line(_ row: [String], _ widths: [Int]) -> String {
        let cells = zip(row, widths).map { cell, width in
            cell + String(repeating: " ", count: max(0, width - cell.count))
        }
        let line = cells.joined(separator: "  ")
        return String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
    }

    /// In UTC, as in the log.
    static func moment(_ seconds: Int64) -> String { "\(Timestamp(secondsSince1970: seconds))" }
}
