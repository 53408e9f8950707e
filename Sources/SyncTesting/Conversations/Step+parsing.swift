public import JSONText

/// A line that is not of the grammar.
public struct GrammarError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

extension Step {
    /// Reads one line of a conversation.
    public init(_ line: JSONValue) throws {
        if let note = line["note"] {
            self = .note(try note.requiredText("note"))
        } else if let values = line["let"] {
            self = .letValues(values.members)
        } else if let wait = line["wait"] {
            self = .wait(milliseconds: Int(try wait.requiredInteger("wait")))
        } else if let server = line["server"] {
            self = try Self.serverStep(server)
        } else if line["http"] != nil {
            self = .http(try HTTPStep(line))
        } else if let verb = line["socket"] {
            self = try Self.socketStep(verb.requiredText("socket"), line)
        } else if line["event"] != nil {
            self = .event(try EventStep(line))
        } else if let wish = line["noevent"] {
            self = .noEvent(try NoEventStep(wish))
        } else {
            throw GrammarError("a line of no known kind")
        }
    }

    private static func serverStep(_ server: JSONValue) throws -> Step {
        if server["restart"] == .boolean(true) { return .restartServer }
        return .startServer(
            token: server["token"]?.stringValue, onOriginalDatabase: server["database"] == .string("original"))
    }

    private static func socketStep(_ verb: String, _ line: JSONValue) throws -> Step {
        let device = try line.required("as").requiredText("as")
        switch verb {
        case "open": return .openSocket(try SocketStep(line, device: device))
        case "send": return .sendOnSocket(device: device, text: try line.required("text"))
        case "close": return .closeSocket(device: device)
        default: throw GrammarError("a socket cannot \(verb)")
        }
    }
}

extension HTTPStep {
    init(_ line: JSONValue) throws {
        let request = try line.required("http")
        device = line["as"]?.stringValue ?? "?"
        method = try request.required("method").requiredText("method")
        path = try request.required("path").requiredText("path")
        query = request["query"]?.members ?? []
        headers = request["headers"]?.members
        body = request["json"].map(Body.json) ?? request["text"].map(Body.text)
        expectation = try Expectation(line.required("expect"), statusDefault: nil)
        saves = line["save"]?.members ?? []
        optionalReason = line["optional"]?.stringValue
    }
}

extension SocketStep {
    init(_ line: JSONValue, device: String) throws {
        self.device = device
        if let correlation = line["correlation"] {
            var writer = JSONWriter()
            writer.value(correlation)
            query = [JSONMember("correlation", .string(String(decoding: writer.bytes, as: UTF8.self)))]
        } else {
            query = line["query"]?.members ?? []
        }
        correlationID = line["correlation"]?["id"]
        headers = line["headers"]?.members
        expectation = try Expectation(line["expect"] ?? .object([]), statusDefault: 101)
    }
}

extension Expectation {
    init(_ value: JSONValue, statusDefault: Int64?) throws {
        statuses = try Self.statuses(value["status"] ?? statusDefault.map(JSONValue.integer))
        json = value["json"]
        text = value["text"]
        headers = value["headers"]?.members ?? []
        close = try value["close"].map { close in
            Close(code: try close.required("code").requiredInteger("code"), reason: close["reason"])
        }
    }

    private static func statuses(_ value: JSONValue?) throws -> [Int64] {
        guard let value else { throw GrammarError("no status is expected") }
        return try (value.arrayValue ?? [value]).map { try $0.requiredInteger("status") }
    }
}

extension FramePattern {
    init(_ value: JSONValue) throws {
        operation = try value.required("operation").requiredText("operation")
        payload = try value.required("payload")
    }
}

extension EventStep {
    init(_ line: JSONValue) throws {
        let event = try line.required("event")
        let several = event["unordered"] ?? event["any_of"]
        device = try event.required("to").requiredText("to")
        wanted = try (several?.arrayValue ?? [event]).map(FramePattern.init)
        wantsAll = event["any_of"] == nil
        may = try (event["may"]?.arrayValue ?? []).map(FramePattern.init)
        saves = line["save"]?.members ?? []
        optionalReason = line["optional"]?.stringValue
    }
}

extension NoEventStep {
    init(_ wish: JSONValue) throws {
        device = try wish.required("to").requiredText("to")
        operation = wish["operation"]?.stringValue
        withinMilliseconds = Int(try wish.required("within_ms").requiredInteger("within_ms"))
    }
}

extension JSONValue {
    var members: [JSONMember] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    func required(_ key: String) throws -> JSONValue {
        guard let value = self[key] else { throw GrammarError("'\(key)' is missing") }
        return value
    }

    func requiredText(_ what: String) throws -> String {
        guard let text = stringValue else { throw GrammarError("'\(what)' is \(kindInWords), not a text") }
        return text
    }

    func requiredInteger(_ what: String) throws -> Int64 {
        guard let number = integerValue else { throw GrammarError("'\(what)' is \(kindInWords), not a whole number") }
        return number
    }
}
