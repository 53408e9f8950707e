extension History {
    /// The same at another tempo: long pauses are shorter. The number of deeds, short pauses and the errors of clocks stay:
    /// apps name their edits by whole seconds, so that users may not be much faster than they are.
    mutating func squeeze(_ tempo: Tempo) {
        self.tempo = tempo
        let squeeze = TimeSqueeze(deeds.map(\.atMilliseconds), from: startMilliseconds, tempo)
        retime { squeeze.time($0) }
    }

    /// The same at another time.
    mutating func move(to startMilliseconds: Int64) {
        let distance = startMilliseconds - self.startMilliseconds
        retime { $0 + distance }
        self.startMilliseconds = startMilliseconds
    }

    private mutating func retime(_ time: (Int64) -> Int64) {
        endMilliseconds = time(endMilliseconds)
        deeds = deeds.map { deed in
            Deed(atMilliseconds: time(deed.atMilliseconds), app: deed.app, kind: deed.kind)
        }
        apps = apps.map { app in
            AppPlan(
                name: app.name, generation: app.generation, correlationId: app.correlationId,
                hasOwnToken: app.hasOwnToken, address: app.address, clock: app.clock.retimed(time))
        }
        serverClock = serverClock.retimed(time)
    }
}

/// Which time becomes which when the pauses between deeds are squeezed; the order stays.
private struct TimeSqueeze {
    private let before: [Int64]
    private let after: [Int64]
    private let tempo: Tempo

    /// - Parameter times: in order.
    init(_ times: [Int64], from start: Int64, _ tempo: Tempo) {
        var (before, after) = ([start], [start])
        for time in times where time > before[before.count - 1] {
            after.append(after[after.count - 1] + tempo.pause(time - before[before.count - 1]))
            before.append(time)
        }
        (self.before, self.after, self.tempo) = (before, after, tempo)
    }

    /// Between two deeds as far from the earlier one as can be, at most at the later one.
    func time(_ time: Int64) -> Int64 {
        guard let last = before.lastIndex(where: { $0 <= time }) else { return time }
        return after[last] + tempo.pause(time - before[last])
    }
}

extension Tempo {
    fileprivate func pause(_ milliseconds: Int64) -> Int64 {
        min(milliseconds, keptMilliseconds) + max(0, milliseconds - keptMilliseconds) / divisor
    }
}

extension WrongClock {
    fileprivate func retimed(_ time: (Int64) -> Int64) -> WrongClock {
        var clock = self
        clock.steps = steps.map { Step(atMilliseconds: time($0.atMilliseconds), byMilliseconds: $0.byMilliseconds) }
        clock.standsStill = standsStill.map { time($0.lowerBound)..<max(time($0.lowerBound) + 1, time($0.upperBound)) }
        return clock
    }
}
