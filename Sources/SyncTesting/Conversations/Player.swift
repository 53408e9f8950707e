import JSONText

/// Plays a conversation to a server, step by step, and holds the server to it.
public final class Player {
    let conversation: Conversation
    let stage: any Stage
    let tell: (Happening) -> Void
    var values: SavedValues
    var sockets: [String: DeviceSocket] = [:]
    /// Sockets that were allowed to be refused, and were.
    var refusedSockets: Set<String> = []
    /// Stamps may run ahead of the clock by one for each write (PROTOCOL T1).
    var writeCount: Int64 = 0
    private var clients: [String: HTTPClient] = [:]
    private let startedAt = WallClock.epochSeconds

    public init(_ conversation: Conversation, on stage: any Stage, tell: @escaping (Happening) -> Void = { _ in }) {
        self.conversation = conversation
        self.stage = stage
        self.tell = tell
        values = SavedValues(token: "", now: { WallClock.epochSeconds })
    }

    /// Plays it to the end, on a server begun for it and ended after it.
    /// - Parameter lastLine: stop before the first step behind this line.
    /// - Throws: ``PlayFailure`` for the first step that fails.
    public func play(upToLine lastLine: Int = .max) throws {
        let wanted = conversation.wantedServer
        try named(conversation.lines.first, "starting the server") {
            try stage.begin(token: wanted.token, onOriginalDatabase: wanted.onOriginalDatabase)
        }
        values = SavedValues(token: stage.token, now: { WallClock.epochSeconds })
        for line in conversation.lines where line.number <= lastLine { try play(line) }
        sockets = [:]
        clients = [:]
        try named(conversation.lines.last, "stopping the server") { try stage.end() }
    }

    private func play(_ line: Conversation.Line) throws {
        guard let reason = line.step.optionalReason else {
            return try named(line, line.step.inWords) { try play(line.step) }
        }
        let before = (values, sockets.mapValues(\.inbox))
        do {
            try play(line.step)
        } catch {
            values = before.0
            for (device, inbox) in before.1 { sockets[device]?.inbox = inbox }
            tell(.optionalFailed(reason: reason))
        }
    }

    private func named(_ line: Conversation.Line?, _ step: String, _ action: () throws -> Void) throws {
        do {
            try action()
        } catch {
            throw PlayFailure(
                conversation: conversation.name, line: line?.number ?? 0, step: step, reason: "\(error)",
                log: stage.logTail)
        }
    }

    private func play(_ step: Step) throws {
        switch step {
        case .note(let text): tell(.note(text))
        case .letValues(let members): try save(members)
        case .wait(let milliseconds):
            MonotonicClock.sleep(milliseconds: milliseconds)
            tell(.waited(milliseconds: milliseconds))
        case .startServer: break
        case .restartServer: try restart()
        case .http(let step): try play(step)
        case .openSocket(let step): try open(step)
        case .sendOnSocket(let device, let text): try send(text, from: device)
        case .closeSocket(let device): try close(device)
        case .event(let step): try waitFor(step)
        case .noEvent(let step): try listenForSilence(step)
        }
    }

    private func save(_ members: [JSONMember]) throws {
        for member in members { values.save(try value(ofLet: member.value), as: member.key) }
    }

    private func value(ofLet value: JSONValue) throws -> JSONValue {
        guard let parts = value["$repeat"]?.arrayValue else { return try values.resolve(value) }
        guard parts.count == 2, let text = parts[0].stringValue, let count = parts[1].integerValue else {
            throw GrammarError("$repeat wants a text and a number")
        }
        return .string(String(repeating: text, count: Int(count)))
    }

    private func restart() throws {
        clients = [:]
        try stage.restart()
        tell(.serverRestarted)
    }

    // MARK: For the steps

    /// What patterns are compared with at this moment.
    var matcher: PatternMatcher {
        let last = WallClock.epochSeconds + 10 + writeCount
        return PatternMatcher(
            values: values, stamps: (startedAt - 10)...last, fixturesFolder: conversation.fixturesFolder)
    }

    /// The device's own connection, kept alive as its app keeps it.
    func client(of device: String) -> HTTPClient {
        if let client = clients[device], client.port == stage.port { return client }
        let client = HTTPClient(port: stage.port)
        clients[device] = client
        return client
    }

    /// The path with its query, percent-encoded.
    func target(_ path: String, _ query: [JSONMember]) throws -> String {
        guard !query.isEmpty else { return path }
        let pairs = try query.map { "\($0.key)=\(PercentEncoding.encode(try values.text($0.value)))" }
        return path + "?" + pairs.joined(separator: "&")
    }

    func lines(_ headers: [JSONMember]) throws -> [HTTPLine] {
        try headers.map { HTTPLine($0.key, try values.text($0.value)) }
    }
}

/// A step whose outcome is not what the file says.
struct StepFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
