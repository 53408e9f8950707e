/// Remembers which pulls found nothing, so that the same ones need not ask the store again until something is written: most
/// pulls are such, and a phone that starts shows the number that it showed when it started last.
///
/// A value without a clock. Right where all that writes to the store counts its commits.
public struct QuietPulls: Sendable {
    private var found: [Pull: PreparedPull] = [:]
    /// The state of the store in which they found nothing, as the number of commits until then.
    private var commits = 0

    /// Bounds the memory: those beyond ask the store.
    public static let countMax = 1_024

    public init() {}

    /// - Parameter commits: how many commits were made, read before this is asked.
    /// - Returns: `nil`: the store must be asked.
    public func answer(to pull: Pull, commits: Int) -> PreparedPull? {
        commits == self.commits ? found[pull] : nil
    }

    /// - Parameter commits: how many commits were made, read before the state that this was prepared from was opened.
    public mutating func remember(_ prepared: PreparedPull, commits: Int) {
        guard prepared.staysQuiet, commits >= self.commits else { return }
        if commits > self.commits { (found, self.commits) = ([:], commits) }
        if found.count < Self.countMax { found[prepared.pull] = prepared }
    }
}
