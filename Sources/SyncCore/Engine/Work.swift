/// What the writer does, in the order in which it is asked.
public enum Work: Sendable {
    /// A write of an app.
    case write(PreparedWrite)
    /// What a pull proves, to be durable before its answer leaves.
    case note(PullNote)
    /// A socket was opened: which device is it, and what do its frames carry?
    case introduce(Asker, correlationID: String)
    /// Two numbers for a doorbell: the pull that it causes shows the one before.
    case ring(holder: Int64, number: Int64)
    /// The last socket of a device was closed.
    case hush(Hush)
    /// A device has applied everything between two stamps.
    case confirm(Confirmation)
}

/// What became of it.
public enum Done: Sendable {
    case written(Committed)
    case noted(PullNumbers)
    case introduced(Introduction)
    case rung(Int64)
    case confirmed
    case hushed
}
