extension App {
    /// The first sync (PROTOCOL §5.3): `GET_UPDATES(0)`, then the socket, then everything unsynced and the whole queue.
    /// The app runs afterwards, and every change goes to the server at once.
    public func connect(nowSeconds: Int64) {
        isRunning = true
        isConnected = true
        sync("first sync") { _ in 0 }
    }

    /// The app is opened (§5.4; after `kill`, or after it was made): it dials, tests the token, and then pushes the
    /// queue and pulls both lists at once.
    public func start(nowSeconds: Int64) {
        isRunning = true
        guard isConnected else { return }
        dial()
        begin(
            "start",
            [
                { app, coroutine, _ in
                    app.get(.testBearer, in: coroutine) { app, _, answer, _ in
                        guard answer.bodyOfSuccess != nil else { return }
                        app.begin("queue", [App.pushQueue])
                        app.begin("tombstones", [App.pullTombstones])
                        app.begin("updates", [{ app, coroutine, _ in app.pull(since: app.watermark, in: coroutine) }])
                    }
                }
            ])
    }

    /// Pull to refresh, the cloud button (§5.3): as the first sync, but from the watermark. Tombstones are not fetched.
    public func manualSync(nowSeconds: Int64) {
        guard isRunning, isConnected else { return }
        sync("manual sync") { $0.watermark }
    }

    /// The process ends: coroutines, sockets and requests are gone, whatever they were at; an answer that was never
    /// handled is lost, and a failure that was never handled does not enter the queue.
    public func kill() {
        isRunning = false
        for coroutine in coroutines {
            if let (action, operation) = coroutine.telling {
                untold.append(UntoldChange(action: action, operation: operation, reason: .killed))
            }
            coroutine.markOver()
        }
        coroutines = []
        outbox = []
        waiting = [:]
        socket = EventSocket()
    }

    /// A pull that fails ends it: nothing is pushed then, and no socket dialled.
    private func sync(_ name: String, since: @escaping (App) -> Int64) {
        begin(
            name,
            [
                { app, coroutine, _ in
                    app.begin(
                        "updates", parent: coroutine, isContained: true,
                        ended: { _, error in if error == nil { coroutine.next(App.afterPull) } },
                        [{ app, pull, _ in app.pull(since: since(app), in: pull) }])
                }
            ])
    }

    private static var afterPull: [Coroutine.Step] {
        [{ app, _, _ in app.dial() }, queueEverythingUnsynced, pushQueue]
    }
}
