extension Step {
    /// The step in a few words, for messages.
    public var inWords: String {
        switch self {
        case .note: "a note"
        case .letValues: "naming values"
        case .wait(let milliseconds): "waiting \(milliseconds) ms"
        case .startServer: "starting the server"
        case .restartServer: "restarting the server"
        case .http(let step): "\(step.method) \(step.path)"
        case .openSocket(let step): "opening the socket of \(step.device)"
        case .sendOnSocket(let device, _): "a text from the socket of \(device)"
        case .closeSocket(let device): "closing the socket of \(device)"
        case .event(let step): "an event for \(step.device)"
        case .noEvent(let step): "no \(step.operation ?? "event") for \(step.device)"
        }
    }
}
