public import SyncModel

/// What an operator wants done with the named tokens.
public enum TokenCommand: Sendable, Equatable {
    case list
    case add(NewToken)
    case revoke(name: String)
}

/// A command on its way to the running server, over the control socket. Our own format: both ends are this program.
public struct TokenOrder: WireObject {
    private var verb = ""
    private var name = ""
    private var scope = ""
    private var digest = ""
    private var expires: Int64?

    public init() {}

    public init(_ command: TokenCommand) {
        switch command {
        case .list: verb = "list"
        case .revoke(let name):
            verb = "revoke"
            self.name = name
        case .add(let new):
            verb = "add"
            name = new.name
            scope = new.scope.rawValue
            digest = new.digest.text
            expires = new.expires
        }
    }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("verb", &verb, .required)
        try visitor.field("name", &name, .optional)
        try visitor.field("scope", &scope, .optional)
        try visitor.field("digest", &digest, .optional)
        try visitor.field("expires", &expires, .optional)
    }

    /// - Throws: a sentence when this is no command: another version of this program has sent it.
    public func command() throws(FieldError) -> TokenCommand {
        switch verb {
        case "list": return .list
        case "revoke": return .revoke(name: name)
        case "add":
            guard let scope = TokenScope(rawValue: scope) else { throw FieldError("is none", path: ["scope"]) }
            guard let digest = TokenDigest(text: digest) else { throw FieldError("is none", path: ["digest"]) }
            return .add(NewToken(name: name, scope: scope, expires: expires, digest: digest))
        default: throw FieldError("is none", path: ["verb"])
        }
    }
}

/// The answer to it.
public struct TokenListing: WireObject {
    public var tokens: [DeviceToken] = []

    public init() {}

    public init(_ tokens: [DeviceToken]) { self.tokens = tokens }

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("tokens", &tokens, .required)
    }
}
