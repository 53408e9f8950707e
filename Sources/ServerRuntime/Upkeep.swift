/// What the writer does for its store while nothing waits.
public struct Upkeep: Sendable {
    /// Seconds until there is something to do; `nil` while there is not: then nothing ticks.
    let delaySeconds: @Sendable () -> Int?
    /// Does what is due; called too when it is not.
    let perform: @Sendable () -> Void
    /// Called after each group, also while more waits.
    let afterCommit: @Sendable () -> Void
    /// Called once, when all that waited is done.
    let atEnd: @Sendable () -> Void

    public init(
        delaySeconds: @escaping @Sendable () -> Int?, perform: @escaping @Sendable () -> Void,
        afterCommit: @escaping @Sendable () -> Void = {}, atEnd: @escaping @Sendable () -> Void = {}
    ) {
        self.delaySeconds = delaySeconds
        self.perform = perform
        self.afterCommit = afterCommit
        self.atEnd = atEnd
    }

    public static let nothing = Upkeep(delaySeconds: { nil }, perform: {})

    /// Both, this one first.
    public func and(_ other: Upkeep) -> Upkeep {
        Upkeep(
            delaySeconds: { [delaySeconds(), other.delaySeconds()].compactMap { $0 }.min() },
            perform: {
                perform()
                other.perform()
            },
            afterCommit: {
                afterCommit()
                other.afterCommit()
            },
            atEnd: {
                atEnd()
                other.atEnd()
            })
    }
}
