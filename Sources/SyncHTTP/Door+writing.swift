import JSONText
import SyncCore
import SyncModel
import Transport

extension Door {
    func admitWrite(_ operation: WriteOperation, _ head: RequestHead, _ trace: RequestTrace) -> Admission {
        guard isJSON(head) else { return .refuse(Self.unsupportedMediaType) }
        // Apps ask for it by GET, scripts by POST: there is nothing to say in a body (PROTOCOL §7.2-3).
        let mayBeEmpty = operation.name == .forceSetDefaultFolderToInternalIds
        return .read(bodyBytesMax: services.limits.bodyBytesMax) { body in
            write(operation, body: mayBeEmpty && body.isEmpty ? nil : body, trace)
        }
    }

    /// A body without a content type is taken for JSON.
    func isJSON(_ head: RequestHead) -> Bool {
        guard let header = head.headers.first("content-type") else { return true }
        let type = headerWord(header.prefix { $0 != UInt8(ascii: ";") })
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }

    static let unsupportedMediaType = HTTPReply.text(
        415, "This route takes JSON: send it with `Content-Type: application/json`.")

    /// - Parameter body: `nil` where apps send none.
    func write(_ operation: WriteOperation, body: [UInt8]?, _ trace: RequestTrace) -> Answer {
        do {
            let json = if let body { try read(body) } else { JSONValue.object([]) }
            var prepared = try operation.prepare(json)
            prepared.asker = trace.asker
            let answersOK = body == nil && operation.name == .deleteEverything
            return .later { [prepared] exchange in
                submit(prepared, exchange, trace) { answersOK ? .text(200, "OK") : .json($0) }
            }
        } catch let error as JSONError {
            return .reply(HTTPReply(error))
        } catch let error as FieldError {
            return .reply(HTTPReply(error))
        } catch {
            return .reply(.badRequest("The body can't be read."))
        }
    }

    func read(_ body: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONReader.read(body, levelsMax: services.limits.nestingLevelsMax)
    }

    private func submit(
        _ write: PreparedWrite, _ exchange: any Exchange, _ trace: RequestTrace,
        _ reply: @escaping @Sendable (any WireObject) -> HTTPReply
    ) {
        let isTaken = services.submit(write) { [log] result in
            switch result {
            case .success(let committed):
                exchange.complete(with: reply(committed.reply))
                if committed.namesAnotherLibrary { log.namesAnotherLibrary(trace, write.correlation) }
            case .failure(let error):
                exchange.complete(with: HTTPReply(error))
                log.failed(trace, write.name, error)
            }
        }
        if !isTaken { exchange.complete(with: .tooBusy) }
    }
}
