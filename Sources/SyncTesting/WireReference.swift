import SyncCore
import SyncModel

/// `docs/wire.md`, made from the catalog: what the server takes and answers cannot differ from what stands there.
public enum WireReference {
    public static var markdown: String {
        ([opening] + Catalog.writes.sorted { $0.name.rawValue < $1.name.rawValue }.map(section)
            + ["## Reads\n"] + Catalog.reads.sorted { $0.name.rawValue < $1.name.rawValue }.map(section))
            .joined(separator: "\n")
    }

    private static let opening = """
        # The wire

        Made from the catalog (`Sources/SyncCore/Catalog`); a test compares it. Do not edit it by hand:
        `UPDATE_WIRE_REFERENCE=1 swift test --filter WireReference` writes it anew. What the fields mean, and how the
        apps behave, stands in [protocol.md](protocol.md).

        Keys that the table calls *optional* may be missing or `null`; unknown keys are passed over. An event is
        `{"operation": name, "payload": …}`; its payload is the request with the server's `eventTimestamp`, for
        creations with the new row's id in place of `offlineSyncItemId`.

        ## Writes

        """

    private static func section(_ write: WriteOperation) -> String {
        """
        ### \(write.name.rawValue)

        `\(write.methods.map(\.rawValue).joined(separator: "`, `"))` → `\(write.answers.rawValue)`\
        \(write.leavesTombstone ? "; leaves a tombstone" : "")

        \(table(write.sample))
        """
    }

    private static func section(_ read: ReadOperation) -> String {
        let input =
            switch read.input {
            case .nothing: "`GET`, no input"
            case .watermark: "`GET`, `?eventTimestamp=` a whole number"
            case .text: "`POST`, the body is the text to look for"
            case .json(let sample): "`POST`\n\n\(table(sample))"
            }
        return "### \(read.name.rawValue)\n\n\(input)\n\nAnswers `\(read.answers)`\n"
    }

    private static func table(_ sample: any WireObject) -> String {
        var rows = FieldRows()
        var copy = sample
        // Nothing is read, so nothing can be wrong.
        try? copy.visitFields(&rows)
        return (["| key | value | |", "|---|---|---|"] + rows.rows).joined(separator: "\n") + "\n"
    }
}

/// Writes a row of the table for each field.
private struct FieldRows: FieldVisitor {
    var rows: [String] = []

    mutating func field<Field: WireField>(
        _ key: String, _ value: inout Field, _ presence: Presence
    ) throws(FieldError) {
        let note =
            switch presence {
            case .required: ""
            case .optional: "optional"
            case .onlyRead: "optional, never in events"
            }
        rows.append("| `\(key)` | \(Field.kindInWords) | \(note) |")
    }
}
