import AppModels

/// No watermark passes an undelivered foreign change: whoever pulls has every row that the server takes it to have by the
/// number it shows (G1, SYNC §4). Looked at when it matters, as the pull arrives.
///
/// What its user deleted it had, and with that all that it refused for it, until the server hears of the deletion.
/// Other excuses are those of the end: what the app refuses, what it made and does not know.
struct WatermarkCheck {
    let watermark: Int64
    /// What the server takes for delivered.
    let proven: Set<RowKey>
    let check: DeviceCheck

    var findings: [Finding] {
        let lacking = proven.filter { check.server.holds($0) && check.local.localIds[$0] == nil && mayHave($0) }
        return lacking.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }.map { row in
            guard case .violation = check.judgeMissing(row) else { return .follows }
            return check.violation(
                .nothingSkipped, "shows \(watermark), which proves that it has \(row), and lacks it")
        }
    }

    private func mayHave(_ row: RowKey) -> Bool {
        if row.kind == .tag, !check.device.plan.generation.knowsTags { return false }
        let twins = check.twins(of: row)
        return !([row] + twins).contains(where: wasRemovedByUser) && !twins.contains(where: isSaidAgain)
    }

    /// It was there, and in the way, until a list took it away that was cut off before it brought it back: the next one does.
    private func isSaidAgain(_ row: RowKey) -> Bool { check.local.localIds[row] == nil && !proven.contains(row) }

    private func wasRemovedByUser(_ row: RowKey) -> Bool {
        check.ledger.removedByUsers.contains(Ledger.RemovedRow(device: check.device.index, row: row))
    }
}
