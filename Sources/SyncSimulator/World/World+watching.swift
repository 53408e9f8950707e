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
        guard name == .getUpdates, status == 200, devices.indices.contains(exchange.device) else { return }
        let pulled = PulledRows(body, for: devices[exchange.device].app) { server.library() }
        ledger.rowsSent += pulled.sentCount
        ledger.rowsNeeded += pulled.neededCount
        ledger.violations += pulled.complaints.map { Violation(.treeStaysTree, $0) }
    }
}
