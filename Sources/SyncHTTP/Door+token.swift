import SyncCore
import Transport

/// What the door says to who knocks.
enum Welcome {
    case enter(Asker)
    case refused(HTTPReply)
}

extension Door {
    /// Who asks for this; refused without a right token (PROTOCOL §1.3), and with 403 when the token does not open it.
    func welcome(_ head: RequestHead, to endpoint: Endpoint) -> Welcome {
        switch BearerToken(head.headers.first("authorization")) {
        case .absent: return .refused(.unauthorized("Missing Authorization header"))
        case .otherScheme:
            return .refused(.unauthorized("Invalid Authorization header format. Expected 'Bearer <token>'."))
        case .empty: return .refused(.unauthorized("Bearer token is missing."))
        case .token(let bytes):
            guard let bearer = services.identify(bytes, head.peer) else {
                return .refused(.unauthorized("Invalid token."))
            }
            guard endpoint.isOpen(to: bearer.scope) else { return .refused(.text(403, bearer.scope.refusal)) }
            return .enter(bearer.asker)
        }
    }
}

extension Endpoint {
    fileprivate func isOpen(to scope: TokenScope) -> Bool {
        switch self {
        case .write(let operation, _): scope.allows(operation)
        case .read(let operation): scope.allows(operation)
        case .events: scope.allowsEvents
        case .test, .page, .importable: true
        case .renewCertificates, .alive, .status, .tokens, .certificates, .renewCertificatesByCommand: scope == .full
        }
    }
}

/// What an `Authorization` header says. Any bytes may stand in a token: the original makes some that no grammar allows.
enum BearerToken: Equatable {
    case absent
    case otherScheme
    case empty
    case token([UInt8])

    init(_ header: [UInt8]?) {
        guard let header else {
            self = .absent
            return
        }
        let value = Self.trim(header[...])
        let scheme = Array("bearer".utf8)
        let start = value.prefix(scheme.count).map { $0 | 0x20 }
        guard start == scheme, value.count > scheme.count, Self.isBlank(value[value.startIndex + scheme.count]) else {
            self = .otherScheme
            return
        }
        let token = Self.trim(value.dropFirst(scheme.count))
        self = Self.isInvisible(token) ? .empty : .token(Array(token))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let start = bytes.drop(while: isBlank)
        return start.prefix((start.lastIndex { !isBlank($0) } ?? start.startIndex - 1) - start.startIndex + 1)
    }

    /// Nothing, or a no-break space in either encoding.
    private static func isInvisible(_ token: ArraySlice<UInt8>) -> Bool {
        token.allSatisfy { $0 == 0xA0 || $0 == 0xC2 || isBlank($0) }
    }
}
