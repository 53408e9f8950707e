import JSONText
import SyncTesting
import Testing

/// What an app does with a server, for tests that need more than one request.
extension ServerProcess {
    /// Creates something and gives its id. Fails the test when the server does not.
    func create(_ route: String, _ body: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Int64 {
        let answer = try post(route, body)
        #expect(answer.status == 200, "\(route): \(answer.text.prefix(300))", sourceLocation: sourceLocation)
        return try #require(answer.json["id"]?.integerValue, sourceLocation: sourceLocation)
    }

    /// The whole library.
    func pull(sourceLocation: SourceLocation = #_sourceLocation) throws -> JSONValue {
        let answer = try get("/GET_UPDATES?eventTimestamp=0")
        #expect(answer.status == 200, sourceLocation: sourceLocation)
        return try JSONReader.read(answer.body)
    }

    /// The device's socket, opened after both pulls of a start.
    func openSocket(of device: Device, headers: [HTTPLine] = []) throws -> WebSocketClient {
        _ = try get("/GET_UPDATES?eventTimestamp=0")
        _ = try get("/GET_TOMBSTONES?eventTimestamp=0")
        let opening = try WebSocketClient.open(
            port: port, target: device.eventsTarget, headers: [HTTPLine("Authorization", "Bearer \(token)")] + headers)
        guard case .open(let client) = opening else { throw NetworkError.malformed("the socket was refused") }
        return client
    }

    /// Runs a copy of the program in its folder: other users may not reach the folder that it was built in.
    ///
    /// `cp` makes it, not this process: a file that is open for writing cannot be run, and a process that another test
    /// starts at that moment holds it open.
    func copyBinary() throws {
        let copy = folder.file("server")
        let result = try ChildProcess.run("cp", [Files.absolute(settings.binary), copy])
        guard result.succeeded else { throw NetworkError.malformed("cp: \(result.errors)") }
        settings.binary = copy
    }

    /// Removes a variable that the settings would give otherwise.
    static func settings(environment: [String: String]) -> Settings {
        var settings = Settings()
        settings.readsEnvironment = false
        settings.environment = environment.merging(["LINKORA_SERVER_USE_ENV_VAL": "true"]) { given, _ in given }
        return settings
    }
}

extension HTTPAnswer {
    /// The body as JSON; null when it is none.
    var json: JSONValue { (try? JSONReader.read(body)) ?? .null }
}

extension JSONValue {
    /// The elements of a list under a key; empty without one.
    func list(_ key: String) -> [JSONValue] { self[key]?.arrayValue ?? [] }

    /// The first element of a list whose id this is.
    func row(_ key: String, id: Int64) -> JSONValue? { list(key).first { $0["id"] == .integer(id) } }
}

extension WebSocketClient {
    /// The next event of this operation; others are passed over.
    func event(_ operation: String, withinMilliseconds: Int = 5_000) throws -> (payload: JSONValue, bytes: Int) {
        let deadline = Deadline(milliseconds: withinMilliseconds)
        while let incoming = try next(withinMilliseconds: deadline.millisecondsLeft) {
            guard case .text(let text) = incoming else { throw NetworkError.closed(while: "waiting for \(operation)") }
            let frame = try EventFrame(text: text)
            if frame.operation == operation { return (frame.payload, text.utf8.count) }
        }
        throw NetworkError.timeout(while: "waiting for \(operation)")
    }
}
