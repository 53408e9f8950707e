public import JSONText

/// One line of a conversation (Tests/Fixtures/README.md §1).
public enum Step {
    case note(String)
    case letValues([JSONMember])
    case wait(milliseconds: Int)
    case startServer(token: String?, onOriginalDatabase: Bool)
    case restartServer
    case http(HTTPStep)
    case openSocket(SocketStep)
    case sendOnSocket(device: String, text: JSONValue)
    case closeSocket(device: String)
    case event(EventStep)
    case noEvent(NoEventStep)

    /// The reason why a failing of this step is no failure.
    public var optionalReason: String? {
        switch self {
        case .http(let step): step.optionalReason
        case .event(let step): step.optionalReason
        default: nil
        }
    }
}

/// A request and what must come back.
public struct HTTPStep {
    public enum Body {
        case json(JSONValue)
        case text(JSONValue)
    }

    /// Decides nothing; for the reader.
    public let device: String
    public let method: String
    public let path: String
    public let query: [JSONMember]
    /// `nil`: the standard ones of the apps.
    public let headers: [JSONMember]?
    public let body: Body?
    public let expectation: Expectation
    public let saves: [JSONMember]
    public let optionalReason: String?
}

/// A dialled socket and how it must be answered.
public struct SocketStep {
    public let device: String
    /// The parameters of the query, before they are percent-encoded.
    public let query: [JSONMember]
    /// The correlation it was opened with, if it was one.
    public let correlationID: JSONValue?
    public let headers: [JSONMember]?
    public let expectation: Expectation
}

/// What an answer must look like.
public struct Expectation {
    public struct Close {
        public let code: Int64
        public let reason: JSONValue?
    }

    /// Those allowed.
    public let statuses: [Int64]
    public let json: JSONValue?
    public let text: JSONValue?
    public let headers: [JSONMember]
    /// For a socket that is accepted and then closed by the server.
    public let close: Close?
}

/// One frame as it must be.
public struct FramePattern {
    public let operation: String
    public let payload: JSONValue
}

/// Frames that must arrive (README §4).
public struct EventStep {
    public let device: String
    public let wanted: [FramePattern]
    /// Whether all of them are wanted, in any order; else one of them will do.
    public let wantsAll: Bool
    public let may: [FramePattern]
    public let saves: [JSONMember]
    public let optionalReason: String?
}

/// Frames that must not arrive.
public struct NoEventStep {
    public let device: String
    /// `nil`: none at all, but echoes.
    public let operation: String?
    public let withinMilliseconds: Int
}
