import AppModels
import SyncTesting

extension World {
    func perform(_ deed: Deed) {
        deedsCount += 1
        if deedsCount % Self.deedsBetweenLooksAtQueues == 0 { checkQueues() }
        let device = deed.app >= 0 ? devices[deed.app] : nil
        switch (deed.kind, device) {
        case (.connect, let device?): connect(device)
        case (.start, let device?): start(device)
        case (.close, let device?): close(device)
        case (.kill, let device?): kill(device)
        case (.manualSync, let device?): manualSync(device)
        case (.networkGoes, let device?): setNetwork(of: device, false)
        case (.networkComes, let device?): setNetwork(of: device, true)
        case (.act(let seed), let device?): act(device, seed)
        case (.socketCut, let device?): if let socket = device.socket { cut(socket) }
        case (.socketFreezes(let duration), let device?):
            if let socket = device.socket { freeze(socket, duration / history.tempo.divisor) }
        case (.slowReader(let duration), let device?): takesFramesLate(device, duration / history.tempo.divisor)
        case (.serverKill(let steps), _): killServer(afterSteps: steps)
        case (.storageFails(let failure, let duration), _):
            script.note(nowMilliseconds, "storage: \(failure) for \(duration) ms")
            isStorageFailing = true
            server.storage(fails: failure)
            later(.storageWorks, duration)
        case (.extend(let seed), _): extend(seed)
        case (.knock(let seed), _): knock(seed)
        default: break
        }
    }

    /// To look at queues costs much, and they grow slowly.
    private static let deedsBetweenLooksAtQueues = 64

    /// People close apps that have come to rest; what kills them earlier is a fault.
    private func close(_ device: Device) {
        guard device.app.isRunning else { return }
        device.isClosing = true
        pump(device)
    }

    func mendStorage() {
        isStorageFailing = false
        server.storage(fails: nil)
    }

    private func setNetwork(of device: Device, _ isThere: Bool) {
        guard device.hasNetwork != isThere else { return }
        script.note(nowMilliseconds, "\(device.plan.name) \(isThere ? "has network again" : "loses its network")")
        device.hasNetwork = isThere
        if isThere { device.networkSinceMilliseconds = nowMilliseconds }
        if !isThere { noteTrouble(.offline) }
        real?.network.setOffline(device: device.index, !isThere)
    }

    private func killServer(afterSteps steps: Int) {
        guard isServerUp else { return }
        if steps == 0 { crashServer() } else { server.dies(afterStorageSteps: steps) }
    }

    private func act(_ device: Device, _ seed: UInt64) {
        // Nobody uses an app that is not open; before the first sync it is open without a server.
        guard device.app.isRunning || !device.isConfigured, !device.isClosing else { return }
        var dice = Dice(seed: seed)
        guard let action = device.app.randomAction(&dice, urls: pages, weights: weights) else { return }
        let before = device.app.library
        let seconds = device.seconds(atTrue: nowMilliseconds)
        device.act(action, nowSeconds: seconds)
        script.note(nowMilliseconds, "\(device.plan.name): \(action)")
        ledger.acted(
            device, action, before: before, nowMilliseconds: nowMilliseconds, clockSeconds: seconds)
        pump(device)
    }
}
