public import JSONText

/// What a player tells while it plays, for whoever wants to narrate it.
public enum Happening {
    case note(String)
    case request(device: String, method: String, path: String, body: JSONValue?, answer: HTTPAnswer)
    case socketOpened(device: String)
    case socketRefused(device: String, status: Int)
    case socketClosed(device: String)
    case socketSent(device: String, text: String)
    /// A frame that a step waited for.
    case frame(device: String, EventFrame)
    case nothingCame(device: String, operation: String?)
    case waited(milliseconds: Int)
    case serverRestarted
    /// A step failed that may fail.
    case optionalFailed(reason: String)
}
