import Synchronization

/// The long answers that are on their way just now.
public final class LongAnswers: Sendable {
    /// Where what slow clients have not taken may be put aside; `nil` for a library without a folder.
    let spoolFolder: String?
    /// Seconds of a clock that is never set.
    let nowSeconds: @Sendable () -> Int64
    private let answers = Mutex<[ObjectIdentifier: StreamedAnswer]>([:])
    private let count = Atomic(0)

    public init(spoolFolder: String?, nowSeconds: @escaping @Sendable () -> Int64) {
        self.spoolFolder = spoolFolder
        self.nowSeconds = nowSeconds
    }

    /// Costs nothing to ask.
    public var isEmpty: Bool { count.load(ordering: .relaxed) == 0 }

    /// Frees the database from clients that take their time, so that its journal can be cut back. From any thread.
    ///
    /// Where no file can be made the answer keeps its snapshot; where one can't be filled the answer breaks off.
    public func putSlowOnesAside() {
        for answer in answers.withLock({ Array($0.values) }) { answer.putAsideIfSlow() }
    }

    func begin(_ answer: StreamedAnswer) {
        answers.withLock { $0[ObjectIdentifier(answer)] = answer }
        count.add(1, ordering: .relaxed)
    }

    func end(_ answer: StreamedAnswer) {
        guard answers.withLock({ $0.removeValue(forKey: ObjectIdentifier(answer)) }) != nil else { return }
        count.subtract(1, ordering: .relaxed)
    }
}
