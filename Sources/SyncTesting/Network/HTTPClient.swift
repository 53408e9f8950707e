/// A client like the apps': keeps its connection, dials again when the server has ended it.
public final class HTTPClient {
    public let port: UInt16
    public let timeoutMilliseconds: Int
    private var connection: HTTPConnection?

    public init(port: UInt16, timeoutMilliseconds: Int = 30_000) {
        self.port = port
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Sends a request and reads its answer. A request is never sent twice: a test would not notice.
    public func send(_ call: HTTPCall) throws -> HTTPAnswer {
        let connection = try usableConnection()
        do {
            let answer = try connection.send(call)
            if answer.saysClose { close() }
            return answer
        } catch {
            close()
            throw error
        }
    }

    /// One request on a connection of its own.
    public static func once(port: UInt16, _ call: HTTPCall, timeoutMilliseconds: Int = 30_000) throws -> HTTPAnswer {
        try HTTPConnection(port: port, timeoutMilliseconds: timeoutMilliseconds).send(call)
    }

    private func usableConnection() throws -> HTTPConnection {
        if let connection, !connection.stream.wasEndedByPeer { return connection }
        let fresh = try HTTPConnection(port: port, timeoutMilliseconds: timeoutMilliseconds)
        connection = fresh
        return fresh
    }

    public func close() { connection = nil }
}
