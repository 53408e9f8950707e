extension App {
    /// What the app wants to send since the last call, in order.
    public func takeRequests() -> [AppRequest] {
        defer { outbox = [] }
        return outbox
    }

    /// Hands in what came of a request. Nothing happens yet: handling the answer is the next step of whoever waits for it.
    /// An answer that nobody waits for any more is passed over.
    public func receive(_ answer: AppAnswer, for ticket: Int, nowSeconds: Int64) {
        waiting.removeValue(forKey: ticket)?.receive(answer)
    }

    /// Requests whose answers somebody waits for.
    public var requestsInFlight: Int { waiting.count }

    func post(
        _ operation: Operation, _ body: [UInt8], in coroutine: Coroutine, then answered: @escaping Coroutine.Answered
    ) {
        send("POST", operation, query: [], body, in: coroutine, then: answered)
    }

    func get(
        _ operation: Operation, since watermark: Int64? = nil, in coroutine: Coroutine,
        then answered: @escaping Coroutine.Answered
    ) {
        let query = watermark.map { [(name: "eventTimestamp", value: String($0))] } ?? []
        send("GET", operation, query: query, nil, in: coroutine, then: answered)
    }

    private func send(
        _ method: String, _ operation: Operation, query: [(name: String, value: String)], _ body: [UInt8]?,
        in coroutine: Coroutine, then answered: @escaping Coroutine.Answered
    ) {
        ticketsEver += 1
        outbox.append(
            AppRequest(
                ticket: ticketsEver, method: method, path: operation.path, query: query, body: body,
                headers: generation.namesCharset ? [("Accept-Charset", "UTF-8")] : []))
        waiting[ticketsEver] = coroutine
        coroutine.wait(for: ticketsEver, then: answered)
    }
}
