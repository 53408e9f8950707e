import AppModels

extension History {
    /// Virtual time begins here: a Tuesday in November 2023.
    static let beginMilliseconds: Int64 = 1_700_000_000_000

    /// Nobody does two things on one device sooner one after the other.
    static let leastPauseMilliseconds: Int64 = 500

    /// Draws a whole history from a seed.
    public init(seed: UInt64, _ options: HistoryOptions = HistoryOptions()) {
        var dice = Dice(seed: seed, purpose: 1)
        self.seed = seed
        policy = options.policy
        tokens = options.tokens ?? dice.pick(TokenKind.allCases)
        storage = options.policy == .ours && dice.happens(0.01) ? .sqlite : .memory
        dials = Dials.draw(&dice, options)
        let length: Int64 = dice.between(options.lengthMilliseconds)
        endMilliseconds = Self.beginMilliseconds + length
        habits = Habits.draw(&dice)
        apps = Self.drawApps(&dice, tokens, dials, endMilliseconds)
        serverClock =
            dice.happens(dials[.serverClockSteps])
            ? Self.steppingClock(&dice, endMilliseconds, largest: 20_000) : WrongClock()
        deeds = []
        for app in apps.indices { deeds += Self.drawLife(of: app, &dice, dials, endMilliseconds) }
        deeds += Self.drawServerTrouble(&dice, dials, endMilliseconds)
        deeds += Self.drawExtension(&dice, endMilliseconds)
        deeds += Self.drawStrangers(seed, endMilliseconds)
        plant = options.plant
        // Nothing befalls the calm.
        deeds.removeAll { $0.atMilliseconds >= endMilliseconds }
        deeds.sort { $0.atMilliseconds < $1.atMilliseconds }
        if options.isOverTheWire { squeeze(.wire) }
    }

    // MARK: Apps

    private static func drawApps(
        _ dice: inout Dice, _ tokens: TokenKind, _ dials: Dials, _ end: Int64
    ) -> [AppPlan] {
        let count = dice.pick(weighted: [(2, 40), (3, 30), (4, 16), (5, 7), (6, 3), (7, 2), (8, 2)])
        // Mostly all devices of a person are of few generations.
        let isUniform = dice.happens(0.3)
        let first = dice.pick(Generation.allCases)
        var plans: [AppPlan] = []
        for number in 0..<count {
            let isClone = number > 0 && dice.happens(dials[.sharedCorrelation])
            plans.append(
                AppPlan(
                    name: "app\(number)", generation: isUniform ? first : dice.pick(Generation.allCases),
                    correlationId: isClone ? plans[number - 1].correlationId : "correlation-\(number)",
                    hasOwnToken: tokens == .device || (tokens == .mixed && dice.happens(0.5)),
                    address: "10.0.0.\(dice.happens(0.3) ? 1 : number + 2)",
                    clock: drawClock(&dice, dials, end)))
        }
        return plans
    }

    private static func drawClock(_ dice: inout Dice, _ dials: Dials, _ end: Int64) -> WrongClock {
        var clock = WrongClock()
        if dice.happens(dials[.appClockSteps]) { clock = steppingClock(&dice, end, largest: 60_000) }
        if dice.happens(dials[.appClockSkewed]) { clock.skewMilliseconds = dice.between(-60_000...60_000) }
        if dice.happens(dials[.appClockStands]) {
            let start = dice.between(beginMilliseconds...end)
            clock.standsStill = start..<start + dice.between(5_000...60_000)
        }
        return clock
    }

    private static func steppingClock(_ dice: inout Dice, _ end: Int64, largest: Int64) -> WrongClock {
        var clock = WrongClock()
        for _ in 0..<dice.between(1...2) {
            clock.steps.append(
                WrongClock.Step(
                    atMilliseconds: dice.between(beginMilliseconds...end),
                    byMilliseconds: dice.between(-largest...largest)))
        }
        return clock
    }

    // MARK: Deeds

    /// Sessions with pauses: an app is started, used, perhaps without network, and closed again.
    private static func drawLife(of app: Int, _ dice: inout Dice, _ dials: Dials, _ end: Int64) -> [Deed] {
        var life = Life(app: app, dials: dials, end: end)
        var time = beginMilliseconds + dice.between(0...20_000)
        if dice.happens(0.3) { time += dice.between(0...(end - beginMilliseconds) / 2) }
        // Some have a library of their own before they know of the server.
        for _ in 0..<(dice.happens(0.3) ? dice.between(1...6) : 0) {
            life.add(.act(dice: dice.next()), &time, dice.between(Self.leastPauseMilliseconds...3_000))
        }
        life.add(.connect, &time, dice.between(0...2_000))
        while time < end {
            life.session(&dice, &time)
            time += dice.pick([500, 3_000, 20_000, 60_000])
            if time < end { life.add(.start, &time, 0) }
        }
        return life.deeds
    }

    private struct Life {
        let app: Int
        let dials: Dials
        let end: Int64
        var deeds: [Deed] = []

        mutating func add(_ kind: Deed.Kind, _ time: inout Int64, _ pauseMilliseconds: Int64) {
            time += pauseMilliseconds
            if time < end { deeds.append(Deed(atMilliseconds: time, app: app, kind: kind)) }
        }

        /// From a start to the next close.
        mutating func session(_ dice: inout Dice, _ time: inout Int64) {
            let sessionEnd = time + dice.between(10_000...150_000)
            if dice.happens(dials[.offline]) { breakNetwork(&dice, from: time, to: sessionEnd) }
            trouble(&dice, from: time, to: sessionEnd)
            if dice.happens(0.6) { time += dice.between(0...8_000) }
            let pauses: [Int64] = dice.pick([[300, 800], [1_000, 4_000], [3_000, 15_000, 40_000]])
            for _ in 0..<dice.pick(weighted: [(0, 30), (1, 25), (3, 30), (6, 12), (12, 3)]) where time < sessionEnd {
                add(
                    dice.happens(0.05) ? .manualSync : .act(dice: dice.next()), &time,
                    History.leastPauseMilliseconds + dice.between(0...dice.pick(pauses)))
            }
            time = max(time + 100, sessionEnd)
            add(dice.happens(dials[.appKilled] * 8) ? .kill : .close, &time, 0)
        }

        private mutating func breakNetwork(_ dice: inout Dice, from start: Int64, to end: Int64) {
            let goes = dice.happens(0.5) ? start - 1 : dice.between(start...end)
            deeds.append(Deed(atMilliseconds: goes, app: app, kind: .networkGoes))
            let comes = goes + dice.between(2_000...120_000)
            deeds.append(Deed(atMilliseconds: comes, app: app, kind: .networkComes))
        }

        private mutating func trouble(_ dice: inout Dice, from start: Int64, to end: Int64) {
            let troubles: [(Fault, Deed.Kind)] = [
                (.socketCut, .socketCut),
                (.socketFrozen, .socketFreezes(forMilliseconds: dice.between(1_000...50_000))),
                (.slowReader, .slowReader(forMilliseconds: dice.between(1_000...30_000))),
            ]
            for (fault, kind) in troubles where dice.happens(dials[fault]) {
                deeds.append(Deed(atMilliseconds: dice.between(start...end), app: app, kind: kind))
            }
        }
    }

    private static func drawServerTrouble(_ dice: inout Dice, _ dials: Dials, _ end: Int64) -> [Deed] {
        var deeds: [Deed] = []
        if dice.happens(dials[.serverKilled]) {
            for _ in 0..<dice.between(1...4) {
                let steps = dice.happens(0.3) ? 0 : dice.between(1...40)
                deeds.append(
                    Deed(
                        atMilliseconds: dice.between(beginMilliseconds...end), app: -1,
                        kind: .serverKill(afterStorageSteps: steps)))
            }
        }
        for (fault, failure) in [(Fault.storageFails, StorageFailure.fails), (.storageFull, .full)]
        where dice.happens(dials[fault]) {
            deeds.append(
                Deed(
                    atMilliseconds: dice.between(beginMilliseconds...end), app: -1,
                    kind: .storageFails(failure, forMilliseconds: dice.between(1_000...60_000))))
        }
        return deeds
    }

    /// Of dice of their own: who has nothing to say here shifts nothing.
    private static func drawStrangers(_ seed: UInt64, _ end: Int64) -> [Deed] {
        var dice = Dice(seed: seed, purpose: 3)
        guard dice.happens(0.2) else { return [] }
        return (0..<dice.between(1...5)).map { _ in
            Deed(
                atMilliseconds: dice.between(beginMilliseconds...end), app: -1, kind: .knock(dice: dice.next()))
        }
    }

    private static func drawExtension(_ dice: inout Dice, _ end: Int64) -> [Deed] {
        guard dice.happens(0.25) else { return [] }
        return (0..<dice.between(1...4)).map { _ in
            Deed(
                atMilliseconds: dice.between(beginMilliseconds...end), app: -1, kind: .extend(dice: dice.next()))
        }
    }
}
