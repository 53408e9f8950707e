public import SyncCore

extension Engine {
    /// Answers a pull as the server does, at once: without a list's waiting, and without sockets.
    /// - Parameter time: of the arrival.
    public mutating func pulled(
        _ pull: Pull, _ store: any Store, after pair: StartPair? = nil, arrivalSeconds time: Int64 = 1_800_000_000
    ) -> Result<PulledAnswer, StoreError> {
        do {
            let snapshot = try store.snapshot()
            let prepared = try PreparedPull(pull, snapshot, after: pair)
            guard let note = prepared.note else { return .success(PulledAnswer(snapshot, prepared, nil)) }
            guard case .noted(let numbers) = try commit([.note(note)], arrivalSeconds: time)[0].get() else {
                return .failure(StoreError(.mistaken, "no note came back"))
            }
            return .success(PulledAnswer(snapshot, prepared, numbers))
        } catch { return .failure(error as? StoreError ?? StoreError(.mistaken, "\(error)")) }
    }
}
