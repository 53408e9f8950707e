import JSONText
import SyncModel

extension Player {
    /// The headers that the apps send with every request (README §1).
    private var standardHeaders: [HTTPLine] {
        [
            HTTPLine("Authorization", "Bearer \(stage.token)"), HTTPLine("Content-Type", "application/json"),
            HTTPLine("Accept", "application/json"), HTTPLine("Accept-Charset", "UTF-8"),
        ]
    }

    func play(_ step: HTTPStep) throws {
        let body = try step.body.map(resolve)
        let call = HTTPCall(
            step.method, try target(step.path, step.query), headers: try step.headers.map(lines) ?? standardHeaders,
            body: body?.bytes ?? [])
        if step.mayWrite { writeCount += 1 }
        let answer = try client(of: step.device).send(call)
        tell(
            .request(
                device: step.device, method: step.method, path: step.path, body: body?.value, answer: answer))
        try check(answer, step.expectation, saves: step.saves)
    }

    private func resolve(_ body: HTTPStep.Body) throws -> (bytes: [UInt8], value: JSONValue?) {
        switch body {
        case .text(let text): return (Array(try values.text(text).utf8), nil)
        case .json(let value):
            let value = try values.resolve(value)
            var writer = JSONWriter()
            writer.value(value)
            return (writer.bytes, value)
        }
    }

    /// Saves, then compares: an answer can be compared with its own id.
    func check(_ answer: HTTPAnswer, _ expectation: Expectation, saves: [JSONMember] = []) throws {
        let json = try? JSONReader.read(answer.body)
        let missing = try values.save(saves, from: json ?? .null)
        try checkStatus(answer, expectation)
        try checkHeaders(answer, expectation)
        if let pattern = expectation.json { try checkJSON(pattern, json, answer) }
        if let pattern = expectation.text {
            try fail(matcher.mismatch(pattern, .string(answer.text)), "the body")
        }
        if let pointer = missing.first { throw StepFailure("the answer has nothing at \(pointer): \(brief(answer))") }
    }

    private func checkStatus(_ answer: HTTPAnswer, _ expectation: Expectation) throws {
        guard !expectation.statuses.contains(Int64(answer.status)) else { return }
        let wanted = expectation.statuses.map(String.init).joined(separator: " or ")
        throw StepFailure("expected status \(wanted), but \(answer.status) came: \(brief(answer))")
    }

    private func checkJSON(_ pattern: JSONValue, _ json: JSONValue?, _ answer: HTTPAnswer) throws {
        guard let json else { throw StepFailure("expected JSON, but this came: \(brief(answer))") }
        let type = answer.header("Content-Type") ?? "none"
        guard HeaderComparison.mediaType(type) == "application/json" else {
            throw StepFailure("expected the content type application/json, but \(type) came")
        }
        try fail(matcher.mismatch(pattern, json), "the body")
    }

    private func checkHeaders(_ answer: HTTPAnswer, _ expectation: Expectation) throws {
        for header in expectation.headers {
            try fail(
                HeaderComparison.mismatch(header.key, header.value, answer.header(header.key), matcher),
                "the header \(header.key)")
        }
    }

    func fail(_ mismatch: Mismatch?, _ what: String) throws {
        if let mismatch { throw StepFailure("\(what): \(mismatch)") }
    }

    private func brief(_ answer: HTTPAnswer) -> String {
        answer.body.isEmpty ? "an empty body" : InWords.shorten(answer.text)
    }
}

extension HTTPStep {
    /// Whether the server's stamps may have moved by it.
    fileprivate var mayWrite: Bool {
        method == "POST" || path.hasSuffix(OperationName.forceSetDefaultFolderToInternalIds.rawValue)
            || path.hasSuffix(OperationName.deleteEverything.rawValue)
    }
}
