import JSONText
import Observing
import SyncCore
import SyncModel
import Synchronization
import Transport

extension Door {
    func admitRead(_ operation: ReadOperation, _ head: RequestHead, _ trace: RequestTrace) -> Admission {
        switch operation.work {
        case .read(let prepare): admitRead(operation, prepare, head, trace)
        case .pull(let kind): admitPull(operation.name, kind, head, trace)
        }
    }

    // MARK: Pulls

    private func admitPull(
        _ name: OperationName, _ kind: Pull.Kind, _ head: RequestHead, _ trace: RequestTrace
    ) -> Admission {
        switch Watermark(query: head.query) {
        case .number(let number):
            withoutBody {
                let charset = head.headers.first("accept-charset").map { String(decoding: $0, as: UTF8.self) }
                return answer(name, Pull(kind, trace.asker, watermark: number, acceptCharset: charset), trace)
            }
        case .missing: .refuse(.badRequest("Expected a valid eventTimestamp value, but received null."))
        case .noNumber(let text): .refuse(.badRequest("For input string: \"\(text)\""))
        }
    }

    private func answer(_ name: OperationName, _ pull: Pull, _ trace: RequestTrace) -> Answer {
        if let result = services.pullNow(pull) { return .reply(reply(result, name, trace)) }
        return .later { exchange in
            services.pull(pull) { result in exchange.complete(with: reply(result, name, trace)) }
        }
    }

    private func reply(
        _ result: Result<PulledAnswer, StoreError>, _ name: OperationName, _ trace: RequestTrace
    ) -> HTTPReply {
        do {
            let answer = try result.get()
            guard let snapshot = answer.snapshot else { return .json(try answer.text().next(bytesWanted: .max)) }
            return try reply(snapshot) { _ in try answer.text() }
        } catch { return failed(error, name, trace) }
    }

    // MARK: Other reads

    private func admitRead(
        _ operation: ReadOperation, _ prepare: @escaping @Sendable (ReadRequest) throws(FieldError) -> PreparedRead,
        _ head: RequestHead, _ trace: RequestTrace
    ) -> Admission {
        switch operation.input {
        case .nothing, .watermark: return withoutBody { answer(operation.name, prepare, .nothing, trace) }
        case .text:
            return .read(bodyBytesMax: services.limits.bodyBytesMax) { body in
                answer(operation.name, prepare, .text(String(decoding: body, as: UTF8.self)), trace)
            }
        case .json:
            guard isJSON(head) else { return .refuse(Self.unsupportedMediaType) }
            return .read(bodyBytesMax: services.limits.bodyBytesMax) { body in
                do throws(JSONError) {
                    return answer(operation.name, prepare, .json(try read(body)), trace)
                } catch {
                    return .reply(HTTPReply(error))
                }
            }
        }
    }

    private func answer(
        _ name: OperationName, _ prepare: @Sendable (ReadRequest) throws(FieldError) -> PreparedRead,
        _ request: ReadRequest, _ trace: RequestTrace
    ) -> Answer {
        do {
            let prepared = try prepare(request)
            return elsewhere { reply(prepared, name, trace) }
        } catch {
            return .reply(HTTPReply(error))
        }
    }

    private func reply(_ prepared: PreparedRead, _ name: OperationName, _ trace: RequestTrace) -> HTTPReply {
        do { return try reply(services.store.snapshot()) { try prepared.answer($0) } } catch {
            return failed(error, name, trace)
        }
    }

    private func failed(_ error: any Error, _ name: OperationName, _ trace: RequestTrace) -> HTTPReply {
        let error = error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
        log.failed(trace, name, error)
        return HTTPReply(error)
    }

    /// Short answers are made at once, with their length; long ones while the client takes them.
    /// - Parameter snapshot: closed at the end of the answer.
    private func reply(
        _ snapshot: any StoreSnapshot, _ make: (any StoreSnapshot) throws -> any AnswerText
    ) throws -> HTTPReply {
        var isStreaming = false
        defer { if !isStreaming { snapshot.close() } }
        let text = try make(snapshot)
        let first = try text.next(bytesWanted: Self.shortAnswerBytes)
        guard first.count >= Self.shortAnswerBytes else { return .json(first) }
        isStreaming = true
        let stream = StreamedAnswer(
            first: first, text: text, snapshot: snapshot, among: services.longAnswers)
        if services.place.isElsewhere { try stream.putAllAside() }
        return HTTPReply(
            status: 200, headers: [("Content-Type", "application/json")], body: .stream(stream))
    }

    private static let shortAnswerBytes = 32 * 1_024
}
