import Glibc

/// A TCP connection on which each wait has an end. Nothing is interpreted: tests send any bytes they like.
public final class TCPConnection {
    public let descriptor: Int32
    public let host: String
    public let port: UInt16
    /// How long one wait for the other side may take.
    public var timeoutMilliseconds: Int
    private var isClosed = false
    /// Bytes that were read but not yet asked for.
    private var buffer: [UInt8] = []
    private var bufferStart = 0

    /// - Parameter receiveBufferBytes: a small kernel buffer, for clients that are meant to read slowly.
    public init(
        host: String = "127.0.0.1", port: UInt16, timeoutMilliseconds: Int = 10_000, receiveBufferBytes: Int? = nil
    ) throws {
        self.host = host
        self.port = port
        self.timeoutMilliseconds = timeoutMilliseconds
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        do {
            try Self.dial(descriptor, host, port, receiveBufferBytes)
        } catch {
            Glibc.close(descriptor)
            isClosed = true
            throw error
        }
    }

    deinit { close() }

    private static func dial(_ descriptor: Int32, _ host: String, _ port: UInt16, _ receiveBufferBytes: Int?) throws {
        if let receiveBufferBytes { setOption(descriptor, SOL_SOCKET, SO_RCVBUF, Int32(receiveBufferBytes)) }
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else {
            throw NetworkError.cannotConnect(host: host, port: port, reason: "no IPv4 address")
        }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 || (errno == EINTR && isConnected(descriptor)) else {
            throw NetworkError.cannotConnect(host: host, port: port, reason: lastErrorText())
        }
    }

    /// A signal does not end the dialling, only the wait for it.
    private static func isConnected(_ descriptor: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while poll(&state, 1, 10_000) < 0 && errno == EINTR {}
        var problem: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length)
        errno = problem
        return state.revents & Int16(POLLOUT) != 0 && problem == 0
    }

    private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    // MARK: Sending

    public func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends all of it, waiting for a peer that takes it slowly.
    /// - Throws: ``NetworkError/closed(while:)`` when the peer is gone; what it had said before can still be read.
    public func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = try sendSome(bytes[sent...])
            if count == 0 { try wait(for: Int16(POLLOUT), while: "sending") }
            sent += count
        }
    }

    /// Sends what the kernel takes at once; 0 when it takes nothing now.
    public func sendSome(_ bytes: ArraySlice<UInt8>) throws -> Int {
        let count = bytes.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        if count >= 0 { return count }
        guard errno == EAGAIN || errno == EINTR else { throw NetworkError.closed(while: "sending: \(lastErrorText())") }
        return 0
    }

    /// Says that nothing more will be sent (FIN); answers can still be read.
    public func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    // MARK: Receiving

    /// The next bytes, at most `bytesMax`; empty at the end of the stream, `nil` when nothing came in time.
    public func receive(bytesMax: Int = 65_536, withinMilliseconds: Int? = nil) throws -> [UInt8]? {
        if bufferStart < buffer.count { return takeBuffered(bytesMax) }
        guard isReadable(withinMilliseconds: withinMilliseconds ?? timeoutMilliseconds) else { return nil }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = recv(descriptor, &bytes, bytesMax, 0)
        guard count >= 0 else { throw NetworkError.closed(while: "receiving: \(lastErrorText())") }
        bytes.removeSubrange(count...)
        return bytes
    }

    private func takeBuffered(_ bytesMax: Int) -> [UInt8] {
        let end = min(buffer.count, bufferStart + bytesMax)
        defer {
            bufferStart = end
            if bufferStart == buffer.count {
                buffer.removeAll(keepingCapacity: true)
                bufferStart = 0
            }
        }
        return Array(buffer[bufferStart..<end])
    }

    /// Puts bytes back in front of what will be received next.
    public func unread(_ bytes: some Collection<UInt8>) {
        buffer = Array(bytes) + buffer[bufferStart...]
        bufferStart = 0
    }

    /// Exactly this many bytes.
    public func receive(count: Int, while occupation: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            bytes += try receiveSome(bytesMax: count - bytes.count, while: occupation)
        }
        return bytes
    }

    /// A line without its end (CR LF or LF).
    public func receiveLine(bytesMax: Int = 65_536, while occupation: String) throws -> [UInt8] {
        var line: [UInt8] = []
        while true {
            let bytes = try receiveSome(bytesMax: bytesMax, while: occupation)
            if let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
                line += bytes[..<end]
                unread(bytes[(end + 1)...])
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return line
            }
            line += bytes
            guard line.count <= bytesMax else { throw NetworkError.malformed("a line of more than \(bytesMax) bytes") }
        }
    }

    /// Everything up to the end of the stream.
    public func receiveToEnd(while occupation: String = "reading to the end") throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            guard let more = try receive() else { throw NetworkError.timeout(while: occupation) }
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    private func receiveSome(bytesMax: Int, while occupation: String) throws -> [UInt8] {
        guard let bytes = try receive(bytesMax: bytesMax) else { throw NetworkError.timeout(while: occupation) }
        guard !bytes.isEmpty else { throw NetworkError.closed(while: occupation) }
        return bytes
    }

    // MARK: State

    public func isReadable(withinMilliseconds: Int) -> Bool {
        if bufferStart < buffer.count { return true }
        return isReady(for: Int16(POLLIN), withinMilliseconds: withinMilliseconds)
    }

    /// A signal to this process (a fuzzer's clock) is no answer.
    private func isReady(for events: Int16, withinMilliseconds: Int) -> Bool {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        var state = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = poll(&state, 1, Int32(deadline.millisecondsLeft))
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }

    /// Whether the other side has ended the connection, as far as that can be seen without reading.
    public var wasEndedByPeer: Bool {
        guard bufferStart == buffer.count, isReadable(withinMilliseconds: 0) else { return false }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) <= 0
    }

    private func wait(for events: Int16, while occupation: String) throws {
        guard isReady(for: events, withinMilliseconds: timeoutMilliseconds) else {
            throw NetworkError.timeout(while: occupation)
        }
    }

    public func close() {
        guard !isClosed else { return }
        isClosed = true
        Glibc.close(descriptor)
    }

    /// Ends with RST instead of FIN, as a phone does that falls out of its network.
    public func abort() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }
}

/// The last system error in words.
public func lastErrorText() -> String { String(cString: strerror(errno)) }
