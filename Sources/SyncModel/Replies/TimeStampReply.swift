/// The answer to most writes (TimeStampBasedResponse).
public struct TimeStampReply: WireObject, Equatable {
    public var eventTimestamp: Int64 = 0
    public var message = ""

    public init() {}

    public init(eventTimestamp: Int64, message: String) {
        self.eventTimestamp = eventTimestamp
        self.message = message
    }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("eventTimestamp", &eventTimestamp, .required)
        try visitor.field("message", &message, .required)
    }
}

/// The answer to a creation (NewItemResponseDTO).
public struct NewItemReply: WireObject, Equatable {
    public var timeStampBasedResponse = TimeStampReply()
    public var id: Int64 = 0
    public var correlation = Correlation.anonymous

    public init() {}

    public init(_ stamp: TimeStampReply, id: Int64, correlation: Correlation) {
        timeStampBasedResponse = stamp
        self.id = id
        self.correlation = correlation
    }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("timeStampBasedResponse", &timeStampBasedResponse, .required)
        try visitor.field("id", &id, .required)
        try visitor.field("correlation", &correlation, .required)
    }
}

/// The answer to `DELETE_EVERYTHING`: the number keeps the wiping app from taking its own clock instead (PROTOCOL F14).
public struct StampReply: WireObject, Equatable {
    public var eventTimestamp: Int64 = 0

    public init() {}

    public init(eventTimestamp: Int64) { self.eventTimestamp = eventTimestamp }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("eventTimestamp", &eventTimestamp, .required)
    }
}
