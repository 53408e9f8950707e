import Glibc

/// Apps' connections to a server through a proxy on the loopback that loses, delays, doubles, freezes and cuts what passes,
/// as it is told. Real sockets at both ends; the bytes that arrive are those that were sent.
///
/// Everything happens within ``wait(untilMilliseconds:)``: no threads, no locks. Times are epoch milliseconds of a clock
/// that never steps. Not to be shared between threads.
public final class FaultyNetwork {
    /// Where the server listens; `nil`: it is down, and connections to it are refused. Whoever kills it says so before
    /// bytes pass again: what a server that is up breaks off is told as ``NetworkNews/unexplained(_:)``.
    public var serverPort: UInt16? {
        didSet { serverLife += 1 }
    }
    /// Grows with each start and end of the server.
    private var serverLife = 0
    let listener: LooseListener
    private(set) var lines: [Line] = []
    /// Dialled, not accepted yet, by the app's address.
    var unaccepted: [LoopbackAddress: Line] = [:]
    var news: [NetworkNews] = []
    private var offline: Set<Int> = []
    /// Devices that take what comes late: until when, and by how much.
    private(set) var slow: [Int: (untilMilliseconds: Int64, byMilliseconds: Int64)] = [:]
    private let clockOffsetMilliseconds: Int64

    /// - Throws: ``NetworkError`` when there is no port left.
    public init() throws {
        listener = try LooseListener()
        clockOffsetMilliseconds = WallClock.epochMilliseconds - MonotonicClock.milliseconds
    }

    deinit { for line in lines { line.closeAll() } }

    public var nowMilliseconds: Int64 { MonotonicClock.milliseconds + clockOffsetMilliseconds }

    // MARK: What apps do

    /// Sends a request on a connection of this device that is free, or on a new one.
    public func send(_ call: HTTPCall, ticket: Int, device: Int, host: UInt8, _ orders: NetworkOrders) {
        let bytes = call.bytes(host: "127.0.0.1")
        let free = lines.first { $0.device == device && $0.isIdle }
        guard let line = free ?? dial(Line(device: device, host: host)) else {
            news += [.dropped(ticket: ticket), .lost(ticket: ticket), .unexplained("an app can't dial")]
            return
        }
        line.awaitedTicket = ticket
        line.passage = Line.Passage(ticket: ticket, orders: orders, requestBytesCount: bytes.count)
        _ = line.app?.send(bytes)
    }

    /// Dials a WebSocket.
    /// - Parameter cutAtFrame: it is cut within this frame, counted from 0.
    public func open(
        socket: Int, target: String, headers: [HTTPLine], device: Int, host: UInt8, cutAtFrame: Int?, nonce: [UInt8]
    ) {
        let key = HandshakeKey(nonce: nonce)
        let call = HTTPCall(
            "GET", target,
            headers: headers + [
                HTTPLine("Connection", "Upgrade"), HTTPLine("Upgrade", "websocket"),
                HTTPLine("Sec-WebSocket-Version", "13"), HTTPLine("Sec-WebSocket-Key", key.text),
            ])
        let bytes = call.bytes(host: "127.0.0.1")
        guard let line = dial(Line(device: device, host: host, socket: socket)) else {
            news += [.socketRefused(socket: socket, status: nil), .unexplained("an app can't dial")]
            return
        }
        line.expectedAcceptance = key.acceptance
        line.cutAtFrame = cutAtFrame
        line.passage = Line.Passage(ticket: 0, orders: NetworkOrders(), requestBytesCount: bytes.count)
        _ = line.app?.send(bytes)
    }

    private func dial(_ line: Line) -> Line? {
        guard let app = LooseSocket.dial(port: listener.port, fromHost: line.host), let address = app.ownAddress else {
            return nil
        }
        line.app = app
        unaccepted[address] = line
        lines.append(line)
        return line
    }

    /// The app waits no longer for this answer and closes the connection.
    public func abandon(ticket: Int) { closeAppEnds { $0.awaitedTicket == ticket } }

    public func close(socket: Int) { closeAppEnds { $0.socket == socket } }

    /// The app's process ends: its kernel closes what it had.
    public func appEnds(device: Int) { closeAppEnds { $0.device == device } }

    private func closeAppEnds(_ condition: (Line) -> Bool) {
        for line in lines where line.app != nil && condition(line) {
            line.awaitedTicket = nil
            line.app?.close()
            line.app = nil
        }
    }

    // MARK: Faults

    /// Nothing passes to or from it, and nobody is told.
    public func setOffline(device: Int, _ isOffline: Bool) {
        if isOffline { offline.insert(device) } else { offline.remove(device) }
    }

    public func freeze(socket: Int, untilMilliseconds: Int64) {
        for line in lines where line.socket == socket { line.frozenUntilMilliseconds = untilMilliseconds }
    }

    /// Frames for this device come late.
    public func slow(device: Int, untilMilliseconds: Int64, byMilliseconds: Int64) {
        slow[device] = (untilMilliseconds, byMilliseconds)
    }

    /// Both ends learn of it.
    public func cut(socket: Int) {
        for line in lines where line.socket == socket {
            line.toApp = []
            line.near?.abort()
            line.near = nil
            line.far?.abort()
            line.far = nil
            line.endPassage(&news)
        }
    }

    public func mendAll() {
        offline = []
        slow = [:]
        for line in lines { line.frozenUntilMilliseconds = 0 }
    }

    // MARK: Time

    /// How many sockets were cut within a frame.
    public internal(set) var cutsInFrames = 0
    /// How many open sockets the server closed by itself.
    public internal(set) var socketsClosedByServer = 0

    /// What happened since the last call, in order.
    public func takeNews() -> [NetworkNews] {
        defer { news = [] }
        return news
    }

    public var hasNews: Bool { !news.isEmpty }

    /// Lets bytes pass until something happened or it is this time.
    public func wait(untilMilliseconds end: Int64) {
        repeat {
            let now = nowMilliseconds
            goOn(now)
            if !news.isEmpty { return }
            let next = min(end, lines.compactMap { nextMilliseconds($0, now) }.min() ?? end)
            poll(milliseconds: max(0, min(next - now, 1_000)))
        } while news.isEmpty && nowMilliseconds < end
    }

    func isFrozen(_ line: Line, _ now: Int64) -> Bool {
        line.frozenUntilMilliseconds > now || offline.contains(line.device)
    }

    /// What is due by the clock.
    private func goOn(_ now: Int64) {
        var copies: [Line] = []
        for line in lines where !isFrozen(line, now) {
            if let time = line.passage?.forwardsAtMilliseconds, time <= now, line.passage?.isSent == false {
                if line.far == nil { line.serverLife = serverLife }
                if let copy = line.forward(now, port: serverPort, &news) { copies.append(copy) }
                judgeEnd(of: line)
            }
            if let time = line.passage?.seversAtMilliseconds, time <= now { line.sever(now, &news) }
            line.deliver(now)
        }
        lines += copies
        // The app had just begun a request on a connection that was closed.
        for line in lines where line.isCutOff { line.endPassage(&news) }
        for line in lines where line.isOver { line.closeAll() }
        lines.removeAll { $0.isOver }
    }

    /// Says so when a server that is up has broken off what it had begun.
    func judgeEnd(of line: Line) {
        guard let what = line.takeBreak(), line.serverLife == serverLife, serverPort != nil else { return }
        news.append(.unexplained(what))
    }

    private func nextMilliseconds(_ line: Line, _ now: Int64) -> Int64? {
        if line.frozenUntilMilliseconds > now { return line.frozenUntilMilliseconds }
        if offline.contains(line.device) { return nil }
        let forwards = line.passage.flatMap { $0.isSent ? nil : $0.forwardsAtMilliseconds }
        return [
            forwards, line.passage?.seversAtMilliseconds, line.toApp.first?.atMilliseconds, line.nearEndsAtMilliseconds,
        ].compactMap { $0 }.min()
    }
}
