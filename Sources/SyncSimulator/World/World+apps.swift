import AppModels
import SyncTesting

extension World {
    /// Takes what an app wants to send and sees to it that it goes on.
    func pump(_ device: Device) {
        for request in device.app.takeRequests() { send(request, from: device) }
        if device.app.takeHangUps() > 0 { hangUp(device) }
        if device.app.takeDials() > 0 { dial(device) }
        if device.isClosing, device.app.isIdle { kill(device) }
        guard !device.isStepDue, device.app.canStep else { return }
        device.isStepDue = true
        later(.step(device: device.index), device.dice.between(1...20))
    }

    /// One local step of one of its coroutines, whichever comes first.
    func step(_ device: Device) {
        device.isStepDue = false
        let runnable = device.app.runnable
        guard !runnable.isEmpty else { return pump(device) }
        if faults.strikes(.appKilled, app: device.index) {
            kill(device)
            later(
                .deviceStarts(device: device.index, life: device.life),
                device.dice.between(500...20_000) / history.tempo.divisor)
            return
        }
        let problemsBefore = device.app.problems.count
        let coroutine = device.dice.pick(runnable)
        device.watchingTags {
            device.app.step(coroutine, nowSeconds: device.seconds(atTrue: nowMilliseconds))
        }
        ledger.noteRenamed(by: device)
        if script.isKept, device.app.problems.count > problemsBefore {
            script.note(nowMilliseconds, "\(device.plan.name): \(device.app.problems.last ?? "")")
        }
        pump(device)
    }

    func start(_ device: Device) {
        guard device.isConfigured, !device.app.isRunning else { return }
        device.isClosing = false
        script.note(nowMilliseconds, "\(device.plan.name) starts, W = \(device.app.watermark)")
        device.app.start(nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }

    func connect(_ device: Device) {
        device.isConfigured = true
        script.note(nowMilliseconds, "\(device.plan.name) connects for the first time")
        device.app.connect(nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }

    func manualSync(_ device: Device) {
        guard device.isConfigured, device.app.isRunning else { return }
        script.note(nowMilliseconds, "\(device.plan.name) syncs by hand, W = \(device.app.watermark)")
        device.app.manualSync(nowSeconds: device.seconds(atTrue: nowMilliseconds))
        pump(device)
    }

    func kill(_ device: Device) {
        device.isClosing = false
        device.life += 1
        script.note(nowMilliseconds, "\(device.plan.name) ends, W = \(device.app.watermark)")
        let onTheWay = exchanges.filter { $0.value.device == device.index && !$0.value.isSettled }.keys
        ledger.appDied(device, ticketsOnTheWay: onTheWay, nowMilliseconds: nowMilliseconds)
        device.noteCutOff()
        device.app.kill()
        hangUp(device)
        real?.network.appEnds(device: device.index)
    }

    /// The app's end of its socket is gone; the server hears of it when there is a network.
    private func hangUp(_ device: Device) {
        guard let socket = device.socket else { return }
        device.socket = nil
        wires[socket]?.closeAtApp()
        if real != nil { return server.closed(socket: socket, nowMilliseconds: nowMilliseconds) }
        if device.hasNetwork { later(.socketClosesAtServer(socket: socket), latency(device)) }
    }

    func latency(_ device: Device) -> Int64 { device.dice.between(2...40) }
}
