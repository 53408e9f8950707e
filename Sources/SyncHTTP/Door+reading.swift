import JSONText
import Observing
import SyncCore
import SyncModel
import Synchronization
import Transport

extension Door {
    func admitRead(_ operation: ReadOperation, _ head: RequestHead, _ trace: RequestTrace) -> Admission {
        switch operation.input {
        case .nothing: return withoutBody { answer(operation, .nothing, trace) }
        case .text:
            return .read(bodyBytesMax: services.limits.bodyBytesMax) { body in
                answer(operation, .text(String(decoding: body, as: UTF8.self)), trace)
            }
        case .json:
            guard isJSON(head) else { return .refuse(Self.unsupportedMediaType) }
            return .read(bodyBytesMax: services.limits.bodyBytesMax) { body in answer(operation, json: body, trace) }
        case .watermark:
            switch Watermark(query: head.query) {
            case .number(let number): return withoutBody { answer(operation, .watermark(number), trace) }
            case .missing:
                return .refuse(.badRequest("Expected a valid eventTimestamp value, but received null."))
            case .noNumber(let text): return .refuse(.badRequest("For input string: \"\(text)\""))
            }
        }
    }

    private func answer(_ operation: ReadOperation, json body: [UInt8], _ trace: RequestTrace) -> Answer {
        do { return answer(operation, .json(try read(body)), trace) } catch { return .reply(HTTPReply(error)) }
    }

    private func answer(_ operation: ReadOperation, _ request: ReadRequest, _ trace: RequestTrace) -> Answer {
        do { return .reply(try reply(to: try operation.prepare(request))) } catch let error as FieldError {
            return .reply(HTTPReply(error))
        } catch {
            let error = error as? StoreError ?? StoreError(.mistaken, "\(type(of: error))")
            log.failed(trace, operation.name, error)
            return .reply(HTTPReply(error))
        }
    }

    /// Short answers are made at once, with their length; long ones while the client takes them.
    private func reply(to read: PreparedRead) throws -> HTTPReply {
        let snapshot = try services.store.snapshot()
        var isStreaming = false
        defer { if !isStreaming { snapshot.close() } }
        let text = try read.answer(snapshot)
        let first = try text.next(bytesWanted: Self.shortAnswerBytes)
        guard first.count >= Self.shortAnswerBytes else { return .json(first) }
        isStreaming = true
        let stream = StreamedAnswer(
            first: first, text: text, snapshot: snapshot, among: services.longAnswers)
        return HTTPReply(
            status: 200, headers: [("Content-Type", "application/json")], body: .stream(stream))
    }

    private static let shortAnswerBytes = 32 * 1_024
}
