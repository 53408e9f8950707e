/// A request as a test wants it on the wire. Nothing is added but `Host` and the length of the body.
public struct HTTPCall {
    public var method: String
    /// Path and query as they stand, not encoded any further.
    public var target: String
    public var headers: [HTTPLine]
    public var body: [UInt8]

    public init(_ method: String, _ target: String, headers: [HTTPLine] = [], body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }

    public init(_ method: String, _ target: String, token: String, json: String? = nil) {
        self.init(method, target, headers: [HTTPLine("Authorization", "Bearer \(token)")])
        guard let json else { return }
        headers.append(HTTPLine("Content-Type", "application/json"))
        body = Array(json.utf8)
    }

    /// The request's bytes, HTTP/1.1.
    public func bytes(host: String) -> [UInt8] {
        var bytes = Array("\(method) \(target) HTTP/1.1\r\n".utf8)
        if !headers.contains(where: { $0.isNamed("Host") }) { bytes += HTTPLine("Host", host).bytes }
        for line in headers { bytes += line.bytes }
        if needsLength { bytes += HTTPLine("Content-Length", "\(body.count)").bytes }
        return bytes + Array("\r\n".utf8) + body
    }

    private var needsLength: Bool {
        let saysItself = headers.contains { $0.isNamed("Content-Length") || $0.isNamed("Transfer-Encoding") }
        return !saysItself && (!body.isEmpty || method == "POST" || method == "PUT")
    }
}

/// A header line; its value is bytes, since not all that travels is text.
public struct HTTPLine: Equatable, Sendable {
    public let name: String
    public let value: [UInt8]

    /// - Parameter value: sent as ISO-8859-1.
    public init(_ name: String, _ value: String) { self.init(name, Latin1.bytes(value)) }

    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public func isNamed(_ name: String) -> Bool { self.name.lowercased() == name.lowercased() }

    /// The value as ISO-8859-1.
    public var text: String { Latin1.text(value) }

    var bytes: [UInt8] { Latin1.bytes(name) + Array(": ".utf8) + value + Array("\r\n".utf8) }
}
