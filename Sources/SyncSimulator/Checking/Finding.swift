/// What a checker makes of a difference.
enum Finding {
    case violation(Violation)
    /// Nothing that a server could mend.
    case excused(Excuse)
    /// Follows from another difference, which is told.
    case follows
}
