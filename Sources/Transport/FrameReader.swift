internal import CWslay

/// Takes a peer's frames apart (RFC 6455) with wslay: joins fragments, unmasks, checks UTF-8, answers pings and closes.
///
/// Lives only while something is unfinished: a wslay context takes 8 kB, an idle socket none of it.
final class FrameReader {
    enum Event: Equatable {
        case text([UInt8])
        case pong([UInt8])
    }

    /// What some bytes led to.
    struct Outcome: Equatable {
        var events: [Event] = []
        /// Frames to send: pongs, and at the end a close frame.
        var replies: [UInt8] = []
        /// The peer has closed, or broken the protocol; ``replies`` ends with the close frame for it.
        var isOver = false
    }

    private var context: wslay_event_context_ptr?
    private var input = UnsafeRawBufferPointer(start: nil, count: 0)
    private var outcome = Outcome()
    private var bytesTaken = 0
    private var bytesOfWholeFrames = 0
    private var frameBytes = 0
    private var isInMessage = false
    private var isCloseBroken = false

    /// - Parameter messageBytesMax: a longer message is answered with a close frame 1009.
    /// - Returns: `nil` without memory.
    init?(messageBytesMax: Int) {
        var callbacks = wslay_event_callbacks()
        callbacks.recv_callback = receiveCallback
        callbacks.send_callback = sendCallback
        callbacks.on_frame_recv_start_callback = frameStartCallback
        callbacks.on_frame_recv_end_callback = frameEndCallback
        callbacks.on_msg_recv_callback = messageCallback
        let owner = Unmanaged.passUnretained(self).toOpaque()
        guard wslay_event_context_server_init(&context, &callbacks, owner) == 0 else { return nil }
        wslay_event_config_set_max_recv_msg_length(context, UInt64(messageBytesMax))
    }

    deinit { wslay_event_context_free(context) }

    /// Whether the bytes so far ended with a whole message: then the reader may be dropped.
    var isAtBoundary: Bool { bytesTaken == bytesOfWholeFrames && !isInMessage }

    func feed(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        input = bytes
        outcome = Outcome()
        let received = wslay_event_recv(context)
        while wslay_event_want_write(context) != 0 && wslay_event_send(context) == 0 {}
        outcome.isOver = received != 0 || wslay_event_get_read_enabled(context) == 0
        // wslay answers some breaches with a close frame that has no code.
        let isWordless = outcome.replies.suffix(2) == [0x88, 0] && wslay_event_get_close_received(context) == 0
        if isCloseBroken || isWordless {
            outcome.replies = FrameHead.close(code: 1002, reason: "")
            outcome.isOver = true
        }
        return outcome
    }

    // MARK: What wslay calls

    fileprivate func take(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, input.count)
        guard count > 0 else {
            wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
            return -1
        }
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        bytesTaken += count
        return count
    }

    fileprivate func reply(_ bytes: UnsafeRawBufferPointer) { outcome.replies.append(contentsOf: bytes) }

    fileprivate func frameStarts(_ frame: wslay_event_on_frame_recv_start_arg) {
        let count = Int(clamping: frame.payload_length)
        frameBytes = 6 + (count > 0xFFFF ? 8 : count > 125 ? 2 : 0) + count
        if frame.opcode & 8 == 0 { isInMessage = frame.fin == 0 }
        // Half a code: wslay takes it for none.
        if frame.opcode == FrameHead.Opcode.close.rawValue && count == 1 { isCloseBroken = true }
    }

    fileprivate func frameEnds() { bytesOfWholeFrames += frameBytes }

    fileprivate func message(_ message: wslay_event_on_msg_recv_arg) {
        let bytes = Array(UnsafeRawBufferPointer(start: message.msg, count: message.msg_length))
        switch UInt32(message.opcode) {
        case WSLAY_TEXT_FRAME.rawValue: outcome.events.append(.text(bytes))
        case WSLAY_PONG.rawValue: outcome.events.append(.pong(bytes))
        default: break
        }
    }
}

private func reader(_ context: UnsafeMutableRawPointer?) -> FrameReader {
    Unmanaged<FrameReader>.fromOpaque(context!).takeUnretainedValue()
}

private let receiveCallback: wslay_event_recv_callback = { _, buffer, count, _, context in
    reader(context).take(UnsafeMutableRawBufferPointer(start: buffer, count: count))
}

private let sendCallback: wslay_event_send_callback = { _, bytes, count, _, context in
    reader(context).reply(UnsafeRawBufferPointer(start: bytes, count: count))
    return count
}

private let frameStartCallback: wslay_event_on_frame_recv_start_callback = { _, frame, context in
    if let frame { reader(context).frameStarts(frame.pointee) }
}

private let frameEndCallback: wslay_event_on_frame_recv_end_callback = { _, context in reader(context).frameEnds() }

private let messageCallback: wslay_event_on_msg_recv_callback = { _, message, context in
    if let message { reader(context).message(message.pointee) }
}
