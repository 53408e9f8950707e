/// Who else may write to a store while an engine does.
public enum Company: Sendable {
    /// Nobody, and a commit that fails was not made.
    case none
    /// Nobody; but a commit that was taken for lost may have been made.
    case doubts
    /// Engines in other processes.
    case others
}
