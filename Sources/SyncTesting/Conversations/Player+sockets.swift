import JSONText

extension Player {
    private static let eventWithinMilliseconds = 5_000

    func open(_ step: SocketStep) throws {
        let headers = try step.headers.map(lines) ?? [HTTPLine("Authorization", "Bearer \(stage.token)")]
        let target = try target("/events", step.query)
        switch try WebSocketClient.open(port: stage.port, target: target, headers: headers) {
        case .refused(let answer):
            tell(.socketRefused(device: step.device, status: answer.status))
            try check(answer, step.expectation)
            refusedSockets.insert(step.device)
        case .open(let client):
            tell(.socketOpened(device: step.device))
            try check(client.acceptance, step.expectation)
            try accept(client, step)
        }
    }

    private func accept(_ client: WebSocketClient, _ step: SocketStep) throws {
        guard let close = step.expectation.close else {
            sockets[step.device] = DeviceSocket(client, correlationID: step.correlationID)
            refusedSockets.remove(step.device)
            return
        }
        let came = try client.next(withinMilliseconds: Self.eventWithinMilliseconds)
        guard case .closed(let code?, let reason)? = came, code == UInt16(clamping: close.code) else {
            throw StepFailure("expected the server to close with \(close.code), but \(came.inWords) came")
        }
        guard let pattern = close.reason else { return }
        try fail(matcher.mismatch(pattern, .string(reason ?? "")), "the reason of the close")
    }

    func send(_ text: JSONValue, from device: String) throws {
        let text = try values.text(text)
        try socket(of: device).client.send(text: text)
        tell(.socketSent(device: device, text: text))
    }

    func close(_ device: String) throws {
        if refusedSockets.remove(device) != nil { return }
        let answer = try socket(of: device).client.close()
        sockets[device] = nil
        guard case .closed(let code?, _)? = answer, code == 1000 else {
            throw StepFailure("expected the close to be answered with 1000, but \(answer.inWords) came")
        }
        tell(.socketClosed(device: device))
    }

    private func socket(of device: String) throws -> DeviceSocket {
        guard let socket = sockets[device] else { throw StepFailure("the socket of \(device) is not open") }
        return socket
    }

    // MARK: Events

    func waitFor(_ step: EventStep) throws {
        let socket = try socket(of: step.device)
        socket.inbox.forgetPassedOver()
        var wanted = step.wanted
        let rules = rules(step, socket)
        let deadline = Deadline(milliseconds: Self.eventWithinMilliseconds)
        while true {
            switch try socket.inbox.take(&wanted, wantsAll: step.wantsAll, rules) {
            case .done: return
            case .intruder(let frame, let mismatch): throw unexpected(frame, mismatch, wanted, step.device)
            case .needsMore: try waitForMore(socket, deadline, wanted, step.device)
            }
        }
    }

    private func rules(_ step: EventStep, _ socket: DeviceSocket) -> FrameInbox.Rules {
        FrameInbox.Rules(
            mismatch: { [self] pattern, frame in try match(pattern, frame, step) },
            isPassable: { [self] frame in
                if frame.isEcho(to: socket.correlationID) || frame.isRepeatable { return true }
                return try step.may.contains {
                    try $0.operation == frame.operation && matcher.fits($0.payload, frame.payload)
                }
            })
    }

    /// Saves from the payload before comparing; what was saved stays only when the frame fits.
    private func match(_ pattern: FramePattern, _ frame: EventFrame, _ step: EventStep) throws -> Mismatch? {
        let before = values
        let missing = try values.save(step.saves, from: frame.payload)
        let mismatch = try matcher.mismatch(pattern.payload, frame.payload)
        guard mismatch == nil, missing.isEmpty else {
            values = before
            return mismatch ?? Mismatch(path: missing[0], expected: "a value to save", found: "nothing")
        }
        tell(.frame(device: step.device, frame))
        return nil
    }

    private func waitForMore(
        _ socket: DeviceSocket, _ deadline: Deadline, _ wanted: [FramePattern], _ device: String
    ) throws {
        if let ending = socket.ending {
            throw StepFailure("expected \(names(wanted)) for \(device), but \(Optional(ending).inWords) came")
        }
        if try socket.receive(withinMilliseconds: deadline.millisecondsLeft) { return }
        let passed = socket.inbox.passedOver.map(\.operation).joined(separator: ", ")
        throw StepFailure(
            "expected \(names(wanted)) for \(device) within \(Self.eventWithinMilliseconds) ms, but "
                + (passed.isEmpty ? "nothing came" : "only these came: \(passed)"))
    }

    private func unexpected(
        _ frame: EventFrame, _ mismatch: Mismatch?, _ wanted: [FramePattern], _ device: String
    ) -> StepFailure {
        let came = "\(frame.operation) \(InWords.describe(frame.payload))"
        return StepFailure(
            "expected \(names(wanted)) for \(device), but \(came) came" + (mismatch.map { "; \($0)" } ?? ""))
    }

    private func names(_ wanted: [FramePattern]) -> String {
        "the event " + wanted.map(\.operation).joined(separator: " or ")
    }

    func listenForSilence(_ step: NoEventStep) throws {
        if refusedSockets.contains(step.device) { return }
        let socket = try socket(of: step.device)
        let deadline = Deadline(milliseconds: step.withinMilliseconds)
        repeat {
            if try !socket.receive(withinMilliseconds: deadline.millisecondsLeft) { break }
        } while !deadline.isOver && socket.ending == nil
        let intruder = socket.inbox.forbidden(operation: step.operation) { $0.isEcho(to: socket.correlationID) }
        if let intruder {
            throw StepFailure(
                "expected no \(step.operation ?? "event") for \(step.device), but \(intruder.operation) "
                    + "\(InWords.describe(intruder.payload)) came")
        }
        tell(.nothingCame(device: step.device, operation: step.operation))
    }
}

extension Optional<WebSocketClient.Incoming> {
    /// For messages.
    var inWords: String {
        switch self {
        case .text(let text)?: "the text \(InWords.shorten(text))"
        case .binary(let bytes)?: "a binary frame of \(bytes.count) bytes"
        case .pong?: "a pong"
        case .closed(nil, _)?: "an end without a close code"
        case .closed(let code?, let reason)?: "a close with \(code) \((reason ?? "").debugDescription)"
        case nil: "nothing"
        }
    }
}
