extension App {
    /// How many sockets it wants since the last call: 0 or 1. Ask `takeHangUps` first: a new socket replaces an old one,
    /// and a dial that did not come through yet.
    ///
    /// The race in which the socket is dialled too early and never comes to be (PROTOCOL §4.5) is a dial that the driver
    /// lets fail, by never calling `socketOpened`.
    public func takeDials() -> Int {
        defer { socket.dials = 0 }
        return isRunning ? socket.dials : 0
    }

    /// How many open sockets it closed since the last call, because the collector died or a new socket replaces it. Of
    /// such a socket no `socketClosed` and no `socketFrame` may follow.
    public func takeHangUps() -> Int {
        defer { socket.hangUps = 0 }
        return socket.hangUps
    }

    /// Frames that came and were not handled yet, the one at work included.
    public var unhandledFrames: Int { socket.frames.count + (socket.handler == nil ? 0 : 1) }

    public var isSocketOpen: Bool { socket.isOpen }

    public func socketOpened() {
        guard isRunning else { return }
        socket.isOpen = true
        socket.isCollecting = true
    }

    /// The server or the network ended it. What came before is still handled; no app dials again by itself (§4.5).
    public func socketClosed() { socket.isOpen = false }

    /// A text frame came. Up to 0.14.0 it cancels the handling of the one before (§4.5, F24).
    public func socketFrame(_ text: [UInt8], nowSeconds: Int64) {
        guard socket.isOpen, socket.isCollecting else { return }
        if generation.nextFrameCancels, let handler = socket.handler {
            cancel(handler)
            socket.handler = nil
        }
        socket.frames.append(text)
        handleNextFrame()
    }

    /// At start and after the pull of a sync; the old socket's collector is cancelled, in the midst of a frame, too.
    func dial() {
        if let handler = socket.handler { cancel(handler) }
        let closesOne = socket.isOpen
        let hangUps = socket.hangUps
        socket = EventSocket()
        socket.dials = 1
        socket.hangUps = hangUps + (closesOne ? 1 : 0)
    }

    private func handleNextFrame() {
        guard socket.handler == nil, socket.isCollecting, !socket.frames.isEmpty else { return }
        let frame = socket.frames.removeFirst()
        socket.handler = begin(
            "socket",
            ended: { app, error in
                app.socket.handler = nil
                if error == nil { app.handleNextFrame() } else { app.endCollector() }
            },
            [
                { app, coroutine, nowSeconds in
                    // The wrapper is read leniently (§4.3).
                    let event = try JSONValue(frame).object()
                    try app.handle(event.text(.operation), event.value(.payload), in: coroutine)
                }
            ])
    }

    /// An exception ends the collector, and the socket with it (§4.5).
    private func endCollector() {
        if socket.isOpen { socket.hangUps += 1 }
        socket.isOpen = false
        socket.isCollecting = false
        socket.frames = []
    }
}
