internal import CLinux
internal import CMicrohttpd
import Glibc
internal import Observing
import Synchronization

extension HTTPEngine {
    /// What the engine was called with.
    struct Call {
        let connection: OpaquePointer
        let request: HTTPRequestInProgress
        let method: UnsafePointer<CChar>
        let version: UnsafePointer<CChar>
    }

    /// - Returns: false to close the connection at once.
    func handle(_ call: Call, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let request = call.request
        if case .receivingHead = request.stage { return admit(call) }
        if !bytes.isEmpty { return take(bytes, call) }
        switch request.stage {
        case .refused(let reply):
            request.stage = .answered
            return queue(reply, call)
        case .readingBody(_, let then): return answer(call, then)
        case .aboutToWait(let start):
            return suspend(call, start)
        case .waiting(let exchange):
            guard let reply = exchange.takeReply() else { return false }
            return queue(reply, call)
        case .receivingHead, .switching, .answered: return true
        }
    }

    // MARK: The head

    private func admit(_ call: Call) -> Bool {
        let head: RequestHead
        let check: HeadCheck
        do {
            head = try readHead(call)
            check = try HeadCheck(head.headers, head.version)
        } catch {
            return refuse(call, error.refusal.reply, atOnce: true)
        }
        let sendsBody = check.framing != .none || check.expectsContinue
        if isStopping.load(ordering: .relaxed) { return refuse(call, Refusal.stopping.reply, atOnce: sendsBody) }
        switch service.receive(head) {
        case .refuse(let reply): return refuse(call, reply, atOnce: sendsBody)
        case .read(let bytesMax, let then):
            if case .bytes(let count) = check.framing, count > UInt64(bytesMax) {
                return refuse(call, Refusal.bodyTooLarge(bytesMax).reply, atOnce: true)
            }
            call.request.stage = .readingBody(bytesMax: bytesMax, then: then)
            if sendsBody { beginBody(call.request, check.framing) }
            return true
        }
    }

    private func readHead(_ call: Call) throws(RefusalError) -> RequestHead {
        guard linkora_head_bytes(call.connection) <= limits.headBytesMax else {
            throw RefusalError(.headTooLarge(limits.headBytesMax))
        }
        let target = try RequestTarget(call.request.target)
        // The engine cuts the target at a NUL; the version stands one byte behind its real end.
        let end = call.request.targetAddress + UInt(call.request.target.count) + 1
        guard UInt(bitPattern: call.version) == end else {
            throw RefusalError(.badRequest("The target of the request holds a blank or a control character."))
        }
        var head = RequestHead(
            method: String(cString: call.method), path: target.path, query: target.query,
            version: strcmp(call.version, "HTTP/1.0") == 0 ? .http10 : .http11, headers: readHeaders(call),
            listener: call.request.connection.listener, peer: call.request.connection.peer)
        head.isSecure = call.request.connection.isSecure
        return head
    }

    private func readHeaders(_ call: Call) -> HTTPHeaders {
        var headers = HTTPHeaders()
        withUnsafeMutablePointer(to: &headers) { headers in
            _ = MHD_get_connection_values_n(
                call.connection, .HEADER_KIND,
                { context, _, name, nameCount, value, valueCount in
                    context!.assumingMemoryBound(to: HTTPHeaders.self).pointee.append(
                        name: UnsafeRawBufferPointer(start: name, count: nameCount),
                        value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount))
                    return .YES
                }, headers)
        }
        return headers
    }

    /// A reply queued before the body ends the connection, so it waits for the next call when there is no body.
    private func refuse(_ call: Call, _ reply: HTTPReply, atOnce: Bool) -> Bool {
        guard atOnce else {
            call.request.stage = .refused(reply)
            return true
        }
        call.request.stage = .answered
        call.request.isCutShort = true
        return queue(reply, call)
    }

    // MARK: The body

    private func beginBody(_ request: HTTPRequestInProgress, _ framing: HeadCheck.Framing) {
        if case .bytes(let count) = framing { request.body.reserveCapacity(Int(min(count, 64 * 1_024))) }
        let connection = request.connection
        let now = MonotonicClock.nowMilliseconds()
        connection.bodyBytes.store(0, ordering: .relaxed)
        connection.bodySince.store(now, ordering: .relaxed)
        connection.phase = .body
        setDeadline(connection, now + Int64(limits.bodySecondsMax) * 1_000)
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ call: Call) -> Bool {
        let request = call.request
        guard case .readingBody(let bytesMax, _) = request.stage else { return true }
        guard request.body.count + bytes.count <= bytesMax else {
            return cutShort(call, Refusal.bodyTooLarge(bytesMax))
        }
        request.body.append(contentsOf: bytes)
        request.connection.bodyBytes.add(bytes.count, ordering: .relaxed)
        return true
    }

    /// In the middle of a body the engine takes no reply: the few bytes go out past it, and the client is drained.
    private func cutShort(_ call: Call, _ refusal: Refusal) -> Bool {
        let bytes = Array(refusal.rawBytes)
        _ = linkora_send(linkora_connection_descriptor(call.connection), bytes, UInt(bytes.count))
        call.request.isCutShort = true
        return false
    }

    // MARK: The answer

    private func answer(_ call: Call, _ then: @Sendable ([UInt8]) -> Answer) -> Bool {
        let request = call.request
        request.connection.phase = .answering
        setDeadline(request.connection, MonotonicClock.never)
        let body = request.body
        request.body = []
        switch then(body) {
        case .reply(let reply):
            request.stage = .answered
            return queue(reply, call)
        case .later(let start):
            request.stage = .aboutToWait(start: start)
            return true
        case .webSocket(let acceptance): return switchToWebSocket(call, acceptance)
        }
    }

    /// Not in the call that brought the end of the request: the engine would still be set to read, would look for more
    /// when it resumes, and close without an answer if the client has ended its side by then. Having once gone around
    /// its loop without an answer, it is set to wait instead.
    private func suspend(_ call: Call, _ start: @Sendable (any Exchange) -> Void) -> Bool {
        let exchange = HTTPExchange(call.connection)
        call.request.exchange = exchange
        call.request.stage = .waiting(exchange)
        call.request.connection.exchange.withLock { $0 = exchange }
        // Whoever ends the engine sees this exchange now, or has said so before.
        if isEnding.load(ordering: .sequentiallyConsistent) { exchange.abort() }
        let isSuspended = exchange.suspend()
        start(exchange)
        return isSuspended
    }

    private func queue(_ reply: HTTPReply, _ call: Call) -> Bool {
        call.request.connection.phase = .answering
        setDeadline(call.request.connection, MonotonicClock.never)
        return ReplyQueueing(logger: logger).queue(
            reply, closing: isStopping.load(ordering: .relaxed), on: call.connection)
    }

    // MARK: The end

    func completed(_ request: HTTPRequestInProgress, isWhole: Bool) {
        let connection = request.connection
        connection.exchange.withLock { $0 = nil }
        request.end()
        guard connection.phase != .upgraded else { return }
        connection.phase = isWhole && !request.isCutShort ? .idle : .unfinished
        let seconds = Int64(limits.idleSecondsMax + limits.headSecondsMax)
        setDeadline(connection, MonotonicClock.nowMilliseconds() + seconds * 1_000)
        if isStopping.load(ordering: .relaxed) && connection.phase == .idle { connection.stopReading() }
    }

    /// The engine closes the descriptor right after this.
    func closed(_ connection: Connection) {
        let descriptor = connection.forgetDescriptor()
        _ = registry.remove(descriptor)
        guard connection.phase != .upgraded else { return }
        registry.leavePlace()
        guard shouldLinger(connection, descriptor) else { return }
        let copy = linkora_duplicate(descriptor)
        if copy >= 0 { edge.linger(copy) }
    }

    private func shouldLinger(_ connection: Connection, _ descriptor: Int32) -> Bool {
        guard !connection.wasCut.load(ordering: .relaxed) else { return false }
        var byte: UInt8 = 0
        let count = linkora_peek(descriptor, &byte)
        if count > 0 { return true }
        return count < 0 && errno == EAGAIN && (connection.phase == .unfinished || connection.phase == .head)
    }

    private func setDeadline(_ connection: Connection, _ time: Int64) {
        connection.deadline.store(time, ordering: .relaxed)
        if time != MonotonicClock.never { edge.look(by: time) }
    }
}
