import JSONText

/// The open socket of one device, with what came on it.
final class DeviceSocket {
    let client: WebSocketClient
    let correlationID: JSONValue?
    var inbox = FrameInbox()
    /// Set once the socket has ended.
    private(set) var ending: WebSocketClient.Incoming?

    init(_ client: WebSocketClient, correlationID: JSONValue?) {
        self.client = client
        self.correlationID = correlationID
    }

    /// Takes in what comes next, one message at most.
    /// - Returns: whether anything came in that time.
    @discardableResult
    func receive(withinMilliseconds: Int) throws -> Bool {
        switch try client.next(withinMilliseconds: withinMilliseconds) {
        case .text(let text)?: inbox.append(try EventFrame(text: text))
        case .closed(let code, let reason)?: ending = .closed(code: code, reason: reason)
        case .binary?: throw GrammarError("a binary frame came")
        case .pong?: break
        case nil: return false
        }
        return true
    }
}
