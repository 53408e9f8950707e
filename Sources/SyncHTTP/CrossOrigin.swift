import Transport

/// Where a browser says that a request comes from. Every origin is welcome: what protects the library is the token
/// (PROTOCOL §1.4).
struct RequestOrigin: Sendable {
    /// Echoed as it came; `nil` for who is no browser.
    let value: String?

    init(_ head: RequestHead) {
        value = head.headers.first("origin").flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Answers to errors are marked too: browsers hide them from the page otherwise.
    func mark(_ reply: HTTPReply) -> HTTPReply {
        var reply = reply
        reply.headers.append(("Vary", "Origin"))
        if let value {
            reply.headers.append(("Access-Control-Allow-Origin", value))
            reply.headers.append(("Access-Control-Allow-Credentials", "true"))
        }
        return reply
    }
}

/// A browser's question whether it may send a request, answered before routing and without a token.
struct Preflight {
    private let origin: RequestOrigin
    private let isAllowed: Bool
    private let asksForPrivateNetwork: Bool

    /// `nil` when the request is none.
    init?(_ head: RequestHead, _ origin: RequestOrigin) {
        guard head.method == "OPTIONS", origin.value != nil,
            let method = head.headers.first("access-control-request-method")
        else { return nil }
        self.origin = origin
        let names = head.headers.words("access-control-request-headers")
        isAllowed =
            Self.methods.contains(String(decoding: method, as: UTF8.self)) && names.allSatisfy(Self.headers.contains)
        asksForPrivateNetwork =
            head.headers.first("access-control-request-private-network") == Array("true".utf8)
    }

    private static let methods: Set = ["GET", "HEAD", "POST", "OPTIONS"]
    /// The two that are asked for, and those that browsers always allow.
    private static let headers: Set = [
        "authorization", "content-type", "accept", "accept-language", "content-language",
    ]

    var reply: HTTPReply {
        guard isAllowed else { return HTTPReply(status: 403, headers: [("Vary", "Origin")]) }
        var reply = origin.mark(HTTPReply(status: 200))
        reply.headers += [
            ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            ("Access-Control-Allow-Headers", "Authorization, Content-Type"), ("Access-Control-Max-Age", "86400"),
        ]
        // Browsers ask before a public page may reach an address of the local network.
        if asksForPrivateNetwork { reply.headers.append(("Access-Control-Allow-Private-Network", "true")) }
        return reply
    }
}
