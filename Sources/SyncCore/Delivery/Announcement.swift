public import SyncModel

/// One event, encoded, on its way to the sockets.
public struct Announcement: Sendable {
    /// The installation whose write this was.
    public let author: Correlation
    public let operation: OperationName
    public let text: EventText
    /// The `eventTimestamp` to put between the pieces.
    public let number: Int64
}
