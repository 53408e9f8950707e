public import SyncModel

/// One event on its way to the sockets. It is encoded only where somebody listens, once for all of them.
public struct Announcement: Sendable {
    /// The installation whose write this was.
    public let author: Correlation
    public let operation: OperationName
    /// The `eventTimestamp` to put between the pieces of the text.
    public let number: Int64
    let payload: any Payload

    /// Encodes it: to be asked for once.
    public func encoded() -> EventText { payload.event(operation) }
}
