import AppModels
import SyncTesting

extension World {
    /// The whole history: trouble first, then calm, then the verdict.
    func play() -> Verdict {
        run(untilMilliseconds: history.endMilliseconds)
        checkSizes()
        calmDown()
        startAll(round: 1)
        if let newcomer = devices.last { welcome(newcomer) }
        startAllAgain()
        checkSizesAtRest()
        real.map(end)
        return Verdict(of: self)
    }

    /// Faults end, all apps are closed, and what was still on its way arrives.
    private func calmDown() {
        faults.isOff = true
        ledger.calmMilliseconds = nowMilliseconds
        script.note(nowMilliseconds, "---- faults end")
        mendStorage()
        server.dies(afterStorageSteps: nil)
        makeUpForKill()
        real?.network.mendAll()
        for device in devices where device.app.isRunning { kill(device) }
        for device in devices {
            device.hasNetwork = true
            device.networkSinceMilliseconds = nowMilliseconds
            device.takesFramesLateUntil = 0
        }
        for socket in wires.keys.sorted() where wires[socket]?.isOpenAtServer == true && real == nil {
            later(.socketClosesAtServer(socket: socket), 100)
        }
        if let real {
            waitUntilReady(real)
        } else {
            while !standsStill, !requestsOnTheWay.isEmpty || !isServerUp { turn() }
        }
        run(untilMilliseconds: nowMilliseconds + history.tempo.settlingMilliseconds)
    }

    /// A device that nobody has seen before gets all there is.
    private func welcome(_ newcomer: Device) {
        connect(newcomer)
        run(untilMilliseconds: nowMilliseconds + history.tempo.welcomeMilliseconds)
        kill(newcomer)
    }

    /// Every app is started a second time; and a third if one of them has only then sent what it had kept back, as a queue
    /// does with what waits for what others wait for (PROTOCOL §5.6): what the library has just become others may have
    /// heard as an event at most, which some do not know.
    private func startAllAgain() {
        for round in 2...3 {
            let before = mark
            run(untilMilliseconds: nowMilliseconds + history.tempo.restMilliseconds)
            startAll(round: round)
            if mark == before { return }
        }
    }

    /// By what it is seen that the library has changed. That of a process can't be read while it runs: there it is what it
    /// has answered.
    private enum LibraryMark: Equatable {
        case state(LibraryState)
        case answered(rowsCount: Int, editsCount: Int)
    }

    private var mark: LibraryMark {
        guard real != nil else { return .state(server.library()) }
        let heard = ledger.sendings.values.filter { $0.fate == .heard }.map(\.content)
        return .answered(
            rowsCount: ledger.answeredRows.count,
            editsCount: heard.reduce(0) { $0 + $1.claims.count + $1.deletions.count })
    }

    /// Every app is started, comes to rest, listens for a minute, and is closed.
    private func startAll(round: Int) {
        script.note(nowMilliseconds, "---- calm, round \(round)")
        for device in devices where device.isConfigured {
            later(
                .deviceStarts(device: device.index, life: device.life),
                dice.between(0...history.tempo.startMilliseconds))
        }
        run(untilMilliseconds: nowMilliseconds + history.tempo.listenMilliseconds)
        let patienceEnds = nowMilliseconds + history.tempo.patienceMilliseconds
        while !standsStill, !isQuiet, nowMilliseconds < patienceEnds, !events.isEmpty || real != nil { turn() }
        for device in devices where device.app.isRunning {
            if !device.app.isIdle {
                ledger.violations.append(
                    Violation(.nothingWedges, "\(device.plan.name) does not come to rest"))
            }
            kill(device)
        }
        run(untilMilliseconds: nowMilliseconds + 1_000)
    }

    /// Nothing goes on, and on a real network nothing came for longer than a server that is not hurried holds something
    /// back.
    private var isQuiet: Bool {
        guard devices.allSatisfy({ $0.app.isIdle }) else { return false }
        return real == nil || nowMilliseconds - lastNewsMilliseconds > history.tempo.quietMilliseconds
    }
}
