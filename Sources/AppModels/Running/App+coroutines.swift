extension App {
    /// The ids of coroutines that can go on without the network, in the order in which they were begun.
    public var runnable: [Int] { coroutines.compactMap { $0.isRunnable ? $0.id : nil } }

    /// Whether there is one.
    public var canStep: Bool { coroutines.contains { $0.isRunnable } }

    /// No coroutine can go on, and no request is in flight.
    public var isIdle: Bool { waiting.isEmpty && !coroutines.contains { $0.isRunnable } }

    /// Takes one atomic local step; a coroutine that is through, waits or does not exist is left alone.
    public func step(_ coroutine: Int, nowSeconds: Int64) {
        guard let running = coroutines.first(where: { $0.id == coroutine }), running.isRunnable else { return }
        guard let step = running.takeStep() else {
            finish(running, nil)
            return
        }
        do {
            try step(self, running, nowSeconds)
        } catch {
            finish(running, error)
            return
        }
        if running.isRunnable, !running.hasSteps { finish(running, nil) }
    }

    /// Takes steps until nothing can go on without the network.
    public func runLocally(nowSeconds: Int64) {
        while let coroutine = coroutines.first(where: { $0.isRunnable }) {
            step(coroutine.id, nowSeconds: nowSeconds)
        }
    }

    @discardableResult
    func begin(
        _ name: String, parent: Coroutine? = nil, isContained: Bool = false,
        ended: ((App, (any Error)?) -> Void)? = nil, _ steps: [Coroutine.Step]
    ) -> Coroutine {
        coroutinesEver += 1
        let coroutine = Coroutine(
            id: coroutinesEver, name: name, parent: parent, isContained: isContained, ended: ended)
        coroutine.next(steps)
        parent?.adopt(coroutine)
        coroutines.append(coroutine)
        return coroutine
    }

    /// Ends a coroutine without a word: what it has not done is not done. Answers to it are passed over.
    func cancel(_ coroutine: Coroutine) {
        for child in coroutine.children { cancel(child) }
        if let ticket = coroutine.awaitedTicket { waiting[ticket] = nil }
        coroutine.markOver()
        coroutines.removeAll { $0 === coroutine }
    }

    /// A coroutine came to its end or threw. An exception ends its siblings and its parent, too, unless it is contained.
    private func finish(_ coroutine: Coroutine, _ error: (any Error)?) {
        let parent = coroutine.parent
        cancel(coroutine)
        parent?.release(coroutine)
        if let error, let parent, !coroutine.isContained {
            finish(parent, error)
            return
        }
        if let exception = error as? AppException, !exception.isQuiet {
            let cause = coroutine.lacksRows ? App.whereRowsAreLacking : ""
            problems.append("\(coroutine.name): \(exception.reason)\(cause)")
        }
        coroutine.ended?(self, error)
        if let parent, !parent.isOver, parent.isRunnable, !parent.hasSteps { finish(parent, nil) }
    }
}
