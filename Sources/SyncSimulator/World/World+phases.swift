import AppModels

extension World {
    /// The whole history: trouble first, then calm, then the verdict.
    func play() -> Verdict {
        run(untilMilliseconds: history.endMilliseconds)
        checkSizes()
        calmDown()
        for round in 1...2 {
            script.note(nowMilliseconds, "---- calm, round \(round)")
            startAll()
            if round == 1, let newcomer = devices.last { welcome(newcomer) }
        }
        checkSizesAtRest()
        return Verdict(of: self)
    }

    /// Faults end, all apps are closed, and what was still on its way arrives.
    private func calmDown() {
        faults.isOff = true
        ledger.isCalm = true
        script.note(nowMilliseconds, "---- faults end")
        mendStorage()
        server.dies(afterStorageSteps: nil)
        for device in devices where device.app.isRunning { kill(device) }
        for device in devices {
            device.hasNetwork = true
            device.takesFramesLateUntil = 0
        }
        for socket in wires.keys.sorted() where wires[socket]?.isOpenAtServer == true {
            later(.socketClosesAtServer(socket: socket), 100)
        }
        while requestsOnTheWay > 0 || !isServerUp { turn() }
        run(untilMilliseconds: nowMilliseconds + 5_000)
    }

    /// A device that nobody has seen before gets all there is.
    private func welcome(_ newcomer: Device) {
        connect(newcomer)
        run(untilMilliseconds: nowMilliseconds + Self.patienceMilliseconds / 20)
        kill(newcomer)
    }

    /// Every app is started, comes to rest, listens for a minute, and is closed.
    private func startAll() {
        for device in devices where device.isConfigured {
            later(.deviceStarts(device: device.index, life: device.life), dice.between(0...3_000))
        }
        run(untilMilliseconds: nowMilliseconds + Self.listenMilliseconds)
        let patienceEnds = nowMilliseconds + Self.patienceMilliseconds
        while !devices.allSatisfy({ $0.app.isIdle }), nowMilliseconds < patienceEnds, !events.isEmpty { turn() }
        for device in devices where device.app.isRunning {
            if !device.app.isIdle {
                ledger.violations.append(
                    Violation(.nothingWedges, "\(device.plan.name) does not come to rest"))
            }
            kill(device)
        }
        run(untilMilliseconds: nowMilliseconds + 1_000)
    }

    private static let listenMilliseconds: Int64 = 63_000
    private static let patienceMilliseconds: Int64 = 600_000
}
