import AppModels
import SyncTesting

extension World {
    func dial(_ device: Device) {
        lastSocket += 1
        let socket = lastSocket
        wires[socket] = Wire(device: device.index, life: device.life)
        device.socket = socket
        guard device.hasNetwork else { return later(.socketIsRefused(socket: socket), 50) }
        later(.dialArrives(socket: socket, life: device.life), latency(device))
    }

    func dialArrives(_ socket: Int, _ life: Int) {
        guard let wire = wires[socket], devices[wire.device].life == life else { return }
        let device = devices[wire.device]
        guard isServerUp || real != nil, device.hasNetwork else {
            return later(.socketIsRefused(socket: socket), latency(device))
        }
        isServerTouched = true
        server.open(
            SocketRequest(
                socket: socket, token: device.token, address: device.plan.address,
                correlation: device.app.correlationJSON, device: device.index,
                cutAtFrame: real == nil ? nil : frameToCut(device)),
            nowMilliseconds: nowMilliseconds)
    }

    func accepted(_ socket: Int) {
        guard let wire = wires[socket] else { return strangerAccepted(socket) }
        wires[socket]?.isOpenAtServer = true
        later(.socketOpens(socket: socket), latency(devices[wire.device]))
    }

    func socketOpens(_ socket: Int) {
        guard let wire = wires[socket], isOfThisLife(wire) else { return }
        wires[socket]?.isOpenAtApp = true
        devices[wire.device].noteSocket(atMilliseconds: nowMilliseconds)
        devices[wire.device].app.socketOpened()
        pump(devices[wire.device])
        if !wire.items.isEmpty { later(.socketDelivers(socket: socket), 1) }
    }

    func isOfThisLife(_ wire: Wire) -> Bool { devices[wire.device].life == wire.life }

    /// The server sends something: it follows what is on its way already.
    func transmit(_ item: Wire.Item, on socket: Int) {
        guard var wire = wires[socket], !wire.isClosedAtApp else { return }
        let device = devices[wire.device]
        if case .frame(let text) = item { device.noteTold(text, atMilliseconds: nowMilliseconds) }
        var time = nowMilliseconds + latency(device)
        if nowMilliseconds < device.takesFramesLateUntil { time += device.dice.between(300...4_000) }
        time = max(time, wire.lastDeliveryMilliseconds)
        wire.lastDeliveryMilliseconds = time
        wire.items.append(item)
        wires[socket] = wire
        events.add(.socketDelivers(socket: socket), atMilliseconds: time)
    }

    func deliver(_ socket: Int) {
        guard let wire = wires[socket], !wire.items.isEmpty else { return }
        let device = devices[wire.device]
        guard isOfThisLife(wire), wire.isOpenAtApp || !wire.isOpenAtServer else { return }
        guard device.hasNetwork, wire.frozenUntil <= nowMilliseconds else {
            let wait = wire.frozenUntil > nowMilliseconds ? wire.frozenUntil - nowMilliseconds : 2_000
            return later(.socketDelivers(socket: socket), wait)
        }
        let item = wires[socket]!.items.removeFirst()
        if case .frame = item, faults.strikes(.socketCutInBurst, app: device.index) {
            wires[socket]?.closeAtApp()
            script.note(nowMilliseconds, "    the socket of \(device.plan.name) is cut in a burst")
            return later(.socketClosesAtApp(socket: socket), 1)
        }
        switch item {
        case .frame(let text):
            if script.isKept {
                script.note(nowMilliseconds, "    \(device.plan.name) << \(String(decoding: text, as: UTF8.self))")
            }
            device.noteNumber(in: text)
            device.app.socketFrame(text, nowSeconds: device.seconds(atTrue: nowMilliseconds))
            pump(device)
        case .ping(let mark): later(.pongArrives(socket: socket, mark: mark), latency(device))
        case .close: socketClosesAtApp(socket)
        }
    }

    func pongArrives(_ socket: Int, _ mark: Int) {
        guard isServerUp, let wire = wires[socket], wire.isOpenAtServer else { return }
        let device = devices[wire.device]
        guard device.hasNetwork, wire.frozenUntil <= nowMilliseconds else { return }
        isServerTouched = true
        server.ponged(socket: socket, mark: mark, nowMilliseconds: nowMilliseconds)
    }

    func socketClosesAtApp(_ socket: Int) {
        guard let wire = wires[socket], isOfThisLife(wire), devices[wire.device].socket == socket else { return }
        let device = devices[wire.device]
        device.socket = nil
        wires[socket]?.closeAtApp()
        device.app.socketClosed()
        pump(device)
    }

    func socketClosesAtServer(_ socket: Int) {
        guard let wire = wires[socket] else { return }
        if wire.isOpenAtServer, isServerUp {
            isServerTouched = true
            server.closed(socket: socket, nowMilliseconds: nowMilliseconds)
        }
        wires[socket]?.isOpenAtServer = false
        ledger.events.closed(socket: socket)
        if !isOfThisLife(wire) { wires[socket] = nil }
    }

    /// Both ends learn that it is gone.
    func cut(_ socket: Int) {
        if let real {
            noteTrouble(.socketCut)
            return real.network.cut(socket: socket)
        }
        guard let wire = wires[socket] else { return }
        wires[socket]?.items = []
        later(.socketClosesAtApp(socket: socket), latency(devices[wire.device]))
        later(.socketClosesAtServer(socket: socket), latency(devices[wire.device]))
    }
}
