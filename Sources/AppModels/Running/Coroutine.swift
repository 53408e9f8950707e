/// One thing that an app does beside others: a list of local steps, now and then waiting for an answer.
///
/// A step is what the app's database or preferences do at once; between two steps anything may happen, also the end of
/// the app. A step may put further steps before those that are left.
final class Coroutine {
    typealias Step = (App, Coroutine, _ nowSeconds: Int64) throws -> Void
    /// What to do with an answer; runs as a step of its own.
    typealias Answered = (App, Coroutine, AppAnswer, _ nowSeconds: Int64) throws -> Void

    let id: Int
    /// For reports.
    let name: String
    /// What goes on when this one is through; `nil` as error when it came to its end.
    let ended: ((App, (any Error)?) -> Void)?
    /// Until this one is over.
    private(set) var parent: Coroutine?
    /// What the user did, where this tells the server of it.
    var telling: (action: UserAction, operation: Operation)?
    /// An exception stays here instead of ending the parent, too.
    let isContained: Bool
    /// Rows that it asked for did not come.
    var lacksRows = false

    /// The last one is the next.
    private var steps: [Step] = []
    private(set) var children: [Coroutine] = []
    private(set) var awaitedTicket: Int?
    private var answered: Answered?
    private(set) var isOver = false

    init(
        id: Int, name: String, parent: Coroutine? = nil, isContained: Bool = false,
        ended: ((App, (any Error)?) -> Void)? = nil
    ) {
        self.id = id
        self.name = name
        self.parent = parent
        self.isContained = isContained
        self.ended = ended
    }

    /// Puts steps before those that are left; the first of them is the next.
    func next(_ more: [Step]) { steps += more.reversed() }

    /// Puts one step before those that are left.
    func next(_ step: @escaping Step) { steps.append(step) }

    func takeStep() -> Step? { steps.popLast() }

    var isRunnable: Bool { !isOver && awaitedTicket == nil && children.isEmpty }

    var hasSteps: Bool { !steps.isEmpty }

    func wait(for ticket: Int, then answered: @escaping Answered) {
        awaitedTicket = ticket
        self.answered = answered
    }

    /// The answer becomes the next step.
    func receive(_ answer: AppAnswer) {
        awaitedTicket = nil
        guard let answered else { return }
        self.answered = nil
        next { app, coroutine, nowSeconds in try answered(app, coroutine, answer, nowSeconds) }
    }

    func adopt(_ child: Coroutine) { children.append(child) }

    func release(_ child: Coroutine) { children.removeAll { $0 === child } }

    func markOver() {
        isOver = true
        parent = nil
        steps = []
        children = []
        awaitedTicket = nil
        answered = nil
    }
}
