import SyncModel

/// The latest edit wins, by the true time at which it was made (G4).
///
/// Looked at are fields that hold a value of their own. A request that carried the whole row later than an edit supersedes
/// it, whether it meant to or not: whoever sent it had not seen the edit.
struct EditCheck {
    private let server: LibraryState
    private let ledger: Ledger

    init(_ check: ServerCheck) {
        server = check.server
        ledger = check.ledger
    }

    struct Edit {
        let device: Int
        let milliseconds: Int64
        let value: String
    }

    private struct Place: Hashable {
        let row: RowKey
        let field: Field
    }

    /// Whole seconds on the wire, and a request on its way.
    static let toleranceMilliseconds: Int64 = 2_500

    var findings: [Finding] {
        let edits = heardEdits
        return edits.keys.sorted {
            ($0.row.kind.rawValue, $0.row.id, $0.field.rawValue)
                < ($1.row.kind.rawValue, $1.row.id, $1.field.rawValue)
        }
        .compactMap { place in judge(place, edits[place] ?? []) }
    }

    private var heardEdits: [Place: [Edit]] {
        var edits: [Place: [Edit]] = [:]
        for intent in ledger.intents {
            for edit in intent.difference.edits where !edit.field.isReference {
                for row in ledger.remoteIds(of: edit, intent) where server.holds(row) {
                    // What a creation carries is judged by its row.
                    guard !intent.difference.created.contains(edit.row), ledger.wasHeard(edit, row, intent) else {
                        continue
                    }
                    edits[Place(row: row, field: edit.field), default: []].append(
                        Edit(device: intent.device, milliseconds: intent.milliseconds, value: edit.value))
                }
            }
        }
        return edits
    }

    private func judge(_ place: Place, _ edits: [Edit]) -> Finding? {
        guard let latest = edits.max(by: { $0.milliseconds < $1.milliseconds }),
            let value = value(place), value != latest.value
        else { return nil }
        let winners = edits.filter { $0.value == value }
        if winners.contains(where: { latest.milliseconds - $0.milliseconds <= Self.toleranceMilliseconds }) {
            return nil
        }
        if wasSuperseded(latest, place, by: value) { return nil }
        let devices = Set(winners.map(\.device) + [latest.device])
        if let excuse = Self.excuse(place.row, devices.sorted(), ledger, milliseconds: latest.milliseconds) {
            return .excused(excuse)
        }
        if winners.contains(where: { looksLater($0, place, than: latest) }) { return .excused(.clockUnknown) }
        if wasPutBack(latest, place) { return .excused(.putBack) }
        let winning = winners.map { countsAsOfMilliseconds($0, place) }.max() ?? latest.milliseconds
        if isDatedByNews(latest, place, since: winning) { return .excused(.datedByNews) }
        return .violation(
            Violation(
                .latestEditWins,
                "the server has \(place.row) with \(place.field.rawValue) \(value); the latest edit, by "
                    + "\(ledger.history.apps[latest.device].name), says \(latest.value)"))
    }

    /// A request that carries this value was sent for an edit of the row that is not older, whatever that edit was about,
    /// or may count as of its arrival because it names no time of its own (PROTOCOL §5.8). A creation that comes again
    /// carries edits, too (PROTOCOL F6).
    private func wasSuperseded(_ latest: Edit, _ place: Place, by value: String) -> Bool {
        ledger.sendings.contains { ticket, sending in
            // Where the server died with it, it may have been carried out.
            guard sending.fate == .heard || sending.fate == .unanswered,
                sending.content.claims.contains(where: {
                    $0.row == place.row && $0.field == place.field && $0.value == value
                }) || sending.content.creation?.value(of: place.field) == value && ledger.made(place.row, by: ticket)
            else { return false }
            let arrival = sending.arrivedMilliseconds ?? sending.sentMilliseconds
            let earliest = latest.milliseconds - Self.toleranceMilliseconds
            if sending.content.operation == .updateLink { return arrival >= earliest }
            return ledger.intents.contains { intent in
                intent.device == sending.device && intent.milliseconds >= earliest
                    && intent.milliseconds <= sending.sentMilliseconds
                    && intent.difference.edits.contains { edit in
                        ledger.remoteIds(of: edit, intent).contains(place.row)
                    }
            }
        }
    }

    /// All that was carried out for its device until it came had been on its way for long, so that the clock there seemed to
    /// be behind by as much.
    private func looksLater(_ edit: Edit, _ place: Place, than latest: Edit) -> Bool {
        let arrivals = carried(edit, place).compactMap(\.arrivedMilliseconds)
        guard let arrival = arrivals.min() else { return false }
        let seeming = edit.milliseconds + ledger.latenessOfClock(of: edit.device, through: arrival)
        return latest.milliseconds - seeming <= Self.toleranceMilliseconds
    }

    /// A whole link names no time of its own, as a rule, and then counts as edited when it arrives.
    private func countsAsOfMilliseconds(_ edit: Edit, _ place: Place) -> Int64 {
        carried(edit, place).filter { $0.content.operation == .updateLink }
            .compactMap(\.arrivedMilliseconds).min() ?? edit.milliseconds
    }

    /// The requests with its value that were carried out.
    private func carried(_ edit: Edit, _ place: Place) -> [Ledger.Sending] {
        ledger.sendings.values.filter { sending in
            sending.device == edit.device && sending.fate == .heard && sending.sentMilliseconds >= edit.milliseconds
                && sending.content.claims.contains {
                    $0.row == place.row && $0.field == place.field && $0.value == edit.value
                }
        }
    }

    /// - Parameter winning: as of when the edit counts that stands.
    private func isDatedByNews(_ latest: Edit, _ place: Place, since winning: Int64) -> Bool {
        let clock = ledger.history.apps[latest.device].clock
        let said = carried(latest, place).filter { $0.content.operation == .updateLink }
        let pulls = devicesNotToldApart(from: latest.device).flatMap { ledger.pulledMilliseconds[$0] ?? [] }
        let beginnings = pulls + ledger.restartsMilliseconds
        // Later ones may carry what is there already along with another edit: that says nothing.
        guard let first = said.min(by: { $0.sentMilliseconds < $1.sentMilliseconds }) else { return false }
        return first.content.editSeconds < clock.seconds(atTrue: winning)
            && beginnings.contains { Self.mayBeOutOfQueue(first, pushedSince: $0) }
    }

    /// Under the shared token pulls name nobody.
    private func devicesNotToldApart(from device: Int) -> [Int] {
        let apps = ledger.history.allApps
        guard !apps[device].hasOwnToken else { return [device] }
        return apps.indices.filter { !apps[$0].hasOwnToken }
    }

    /// The server judges a request when it arrives, late perhaps: it may have started again since it was sent.
    private static func mayBeOutOfQueue(_ sending: Ledger.Sending, pushedSince beginning: Int64) -> Bool {
        sending.sentMilliseconds - beginning <= queueMilliseconds
            && (sending.arrivedMilliseconds ?? sending.sentMilliseconds) >= beginning
    }

    /// A request out of a queue is this late at most.
    private static let queueMilliseconds: Int64 = 30_000

    /// The edit gave the field a value that it had before, and came with the whole row: in the same bytes as an edit of
    /// something else by a device that has missed what was made of this field meanwhile (PROTOCOL F9).
    private func wasPutBack(_ latest: Edit, _ place: Place) -> Bool {
        let before = ledger.valuesOf(place.row, place.field) + ledger.formersOf(place.row, place.field)
        let hadIt = before.contains { value, milliseconds in
            value == latest.value && milliseconds < latest.milliseconds
        }
        return hadIt
            && ledger.sendings.values.contains { sending in
                sending.device == latest.device && sending.sentMilliseconds >= latest.milliseconds
                    && [.updateLink, .updateFolder].contains(sending.content.operation)
                    && sending.content.claims.contains {
                        $0.row == place.row && $0.field == place.field && $0.value == latest.value
                    }
            }
    }

    /// Devices that nobody can tell apart; clocks that nobody can know, or could when something was edited.
    static func excuse(_ row: RowKey, _ devices: [Int], _ ledger: Ledger, milliseconds: Int64) -> Excuse? {
        if ledger.wasMadeByNamesakes(row) { return .copiedProfile }
        if !ledger.history.serverClock.steps.isEmpty { return .clockChanged }
        for device in devices {
            let plan = ledger.history.apps[device]
            let clock = plan.clock
            // The server takes them for one device with one clock.
            let others = ledger.history.others(ofProfile: plan)
            if !others.isEmpty, ([plan] + others).contains(where: { !$0.clock.isRight }) { return .copiedProfile }
            if !clock.steps.isEmpty || clock.standsStill != nil { return .clockChanged }
            if !clock.isRight, ledger.clocksToldMilliseconds[device] ?? .max > milliseconds { return .clockUnknown }
        }
        return nil
    }

    private func value(_ place: Place) -> String? {
        switch (place.row.kind, place.field) {
        case (.folder, .name): server.folders[place.row.id]?.name
        case (.folder, .note): server.folders[place.row.id]?.note
        case (.folder, .archived): server.folders[place.row.id].map { "\($0.isArchived)" }
        case (.link, .title): server.links[place.row.id]?.title
        case (.link, .note): server.links[place.row.id]?.note
        case (.link, .url): server.links[place.row.id]?.url
        case (.link, .imageURL): server.links[place.row.id]?.imageURL
        case (.tag, .name): server.tags[place.row.id]
        case (.panel, .name): server.panels[place.row.id]
        default: nil
        }
    }
}

extension Ledger {
    /// Creations of several devices were answered with this row, since they bear one name and have no tokens of their own.
    fileprivate func wasMadeByNamesakes(_ row: RowKey) -> Bool {
        let makers = Set(births.filter { $0.ids.contains(row) }.map(\.device))
        return makers.count > 1
            && makers.allSatisfy { history.apps.indices.contains($0) && history.isCopiedProfile(history.apps[$0]) }
    }
}
