import SyncModel

extension World {
    /// Looks at each answer on its way out: what must hold at every moment.
    func watch(_ exchange: Exchange, _ status: Int, _ body: [UInt8]) {
        if let stranger = exchange.stranger { return watch(stranger, exchange, status, body) }
        let name = OperationName(rawValue: String(exchange.request.path.drop { $0 == "/" }))
        if !(200..<300).contains(status), !isStorageFailing {
            ledger.violations.append(
                Violation(.nothingWedges, "\(exchange.request.path) was answered with \(status)"))
        }
        if name == .getUpdates { ledger.events.rowsLeft() }
        if name == .getTombstones, status == 200, devices.indices.contains(exchange.device) {
            devices[exchange.device].noteListed(body, atMilliseconds: nowMilliseconds)
        }
        guard name == .getUpdates, status == 200, devices.indices.contains(exchange.device) else { return }
        let pulled = PulledRows(body, for: devices[exchange.device].app)
        ledger.rowsSent += pulled.sentCount
        ledger.rowsNeeded += pulled.neededCount
        ledger.violations += pulled.complaints.map { Violation(.treeStaysTree, $0) }
        guard !pulled.foldersElsewhere.isEmpty else { return }
        if real != nil {
            // What existed then is known in the end.
            ledger.namedFolders.append((exchange.forwardedMilliseconds ?? nowMilliseconds, pulled.foldersElsewhere))
            return
        }
        // The state that it shows may be the one before a deletion of the same moment.
        let known = ledger.statesBefore.reduce(into: Set(server.library().folders.keys)) {
            $0.formUnion($1.folders.keys)
        }
        for folder in pulled.foldersElsewhere.subtracting(known).sorted() {
            ledger.violations.append(Violation(.treeStaysTree, PulledRows.complaint(ofMissing: folder)))
        }
    }

    /// Looks at what an app shows when it asks for rows.
    func checkWatermark(_ exchange: Exchange) {
        guard case .app(let index, let life, _) = exchange.sender, devices[index].life == life else { return }
        let lists: [OperationName] = [.getUpdates, .getTombstones]
        if lists.contains(where: { exchange.request.path == "/" + $0.rawValue }) {
            ledger.pulledMilliseconds[index, default: []].append(nowMilliseconds)
        }
        guard exchange.request.path == "/" + OperationName.getUpdates.rawValue,
            let shown = exchange.request.query.first.flatMap({ Int64($0.value) })
        else { return }
        devices[index].notePull(
            showing: shown, sentMilliseconds: exchange.sentMilliseconds, atMilliseconds: nowMilliseconds)
        guard shown > 0 else { return }
        let proven = server.rowsTakenForDelivered(by: shown)
        guard !proven.isEmpty else { return }
        let check = DeviceCheck(devices[index], server: server.library(), ledger: ledger)
        for finding in WatermarkCheck(watermark: shown, proven: proven, check: check).findings {
            if case .violation(let violation) = finding { ledger.violations.append(violation) }
        }
    }
}
