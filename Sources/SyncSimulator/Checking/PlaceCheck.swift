import AppModels
import SyncModel

/// The latest move of a link wins, by the true time at which it was made (G4), as far as the place still exists.
struct PlaceCheck {
    private let server: LibraryState
    private let ledger: Ledger

    init(_ check: ServerCheck) {
        server = check.server
        ledger = check.ledger
    }

    private struct Move {
        let device: Int
        let milliseconds: Int64
        let folder: Int64
    }

    var findings: [Finding] {
        let moves = heardMoves
        return moves.keys.sorted { $0.id < $1.id }.compactMap { row in judge(row, moves[row] ?? []) }
    }

    private var heardMoves: [RowKey: [Move]] {
        var moves: [RowKey: [Move]] = [:]
        for sending in ledger.sendings.values
        where sending.fate == .heard && sending.content.operation == .moveExistingItems {
            for claim in sending.content.claims where claim.row.kind == .link && claim.field == .folder {
                guard server.links[claim.row.id] != nil, let folder = Int64(claim.value),
                    let time = time(of: claim, in: sending)
                else { continue }
                moves[claim.row, default: []].append(
                    Move(device: sending.device, milliseconds: time, folder: folder))
            }
        }
        return moves
    }

    /// When its user moved it, to where it lay already perhaps.
    private func time(of claim: RequestContent.Claim, in sending: Ledger.Sending) -> Int64? {
        ledger.intents.last { intent in
            intent.device == sending.device && intent.milliseconds <= sending.sentMilliseconds
                && intent.clockSeconds == sending.content.editSeconds
                && (intent.isMove
                    || intent.difference.edits.contains { edit in
                        edit.field == .folder && ledger.remoteIds(of: edit, intent).contains(claim.row)
                    })
        }?.milliseconds
    }

    private func judge(_ row: RowKey, _ moves: [Move]) -> Finding? {
        guard let latest = moves.max(by: { $0.milliseconds < $1.milliseconds }), let link = server.links[row.id],
            server.folders[latest.folder] != nil, link.folder != latest.folder
        else { return nil }
        let earliest = latest.milliseconds - EditCheck.toleranceMilliseconds
        if moves.contains(where: { $0.folder == link.folder && $0.milliseconds >= earliest }) { return nil }
        if wasPlacedOtherwise(row, since: earliest) || wasMadeElsewhere(row, as: link, since: earliest) { return nil }
        let devices = Set(moves.map(\.device)).sorted()
        if let excuse = EditCheck.excuse(row, devices, ledger, milliseconds: latest.milliseconds) {
            return .excused(excuse)
        }
        return .violation(
            Violation(
                .latestEditWins,
                "the server has \(row) in \(link.folder.map { "folder \($0)" } ?? link.type); the latest move, by "
                    + "\(ledger.history.apps[latest.device].name), was into folder \(latest.folder)"))
    }

    /// Archiving, un-archiving and whole updates place a link, too; so does the end of the folder that it lay in.
    private func wasPlacedOtherwise(_ row: RowKey, since earliest: Int64) -> Bool {
        ledger.sendings.values.contains { sending in
            guard sending.fate == .heard, sending.content.operation != .moveExistingItems else { return false }
            let arrival = sending.arrivedMilliseconds ?? sending.sentMilliseconds
            return arrival >= earliest
                && sending.content.claims.contains { $0.row == row && ($0.field == .type || $0.field == .folder) }
        }
    }

    /// Its maker had archived it, say, when it had not learned its id, and sent its creation again as it was then (F6).
    private func wasMadeElsewhere(_ row: RowKey, as link: LibraryState.Link, since earliest: Int64) -> Bool {
        ledger.sendings.contains { ticket, sending in
            sending.fate == .heard && sending.content.creation?.value(of: .type) == link.type
                && ledger.made(row, by: ticket)
                && ledger.intents.contains { intent in
                    intent.device == sending.device && intent.milliseconds >= earliest
                        && intent.milliseconds <= sending.sentMilliseconds
                        && intent.difference.edits.contains { edit in
                            (edit.field == .type || edit.field == .folder)
                                && ledger.remoteIds(of: edit, intent).contains(row)
                        }
                }
        }
    }
}

extension Ledger.Intent {
    fileprivate var isMove: Bool { if case .moveItems = action { true } else { false } }
}
