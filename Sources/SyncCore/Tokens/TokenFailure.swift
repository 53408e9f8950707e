/// Why a command about tokens failed.
public enum TokenFailure: Error, Sendable {
    /// It can't be done; the sentence says why.
    case refused(TokenProblem)
    case store(StoreError)

    public init(_ error: any Error) {
        self =
            switch error {
            case let problem as TokenProblem: .refused(problem)
            case let error as StoreError: .store(error)
            default: .store(StoreError(.mistaken, "\(type(of: error))"))
            }
    }
}
