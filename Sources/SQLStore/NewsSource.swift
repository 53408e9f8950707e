/// Where word comes from of writes that other processes made to the same database.
public protocol NewsSource: AnyObject, Sendable {
    /// Waits for so long at most; called by one thread.
    /// - Returns: whether there may be news in ``Table/events``.
    func wait(millisecondsMax: Int64) -> Bool
    /// After the last call of ``wait(millisecondsMax:)``.
    func close()
}
