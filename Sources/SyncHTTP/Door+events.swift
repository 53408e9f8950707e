import JSONText
import SyncCore
import SyncModel
import Transport

extension Door {
    /// `/events` (PROTOCOL §4.1). A request that is no handshake is told why before its token is looked at.
    func admitSocket(_ head: RequestHead, _ trace: RequestTrace) -> Admission {
        switch WebSocketHandshake(head) {
        case .right(let key):
            switch welcome(head, to: .events) {
            case .refused(let reply): return .refuse(reply)
            case .enter(let asker):
                let socket = EventSocket(query: head.query, by: asker, from: head.peer, services)
                return .read(bodyBytesMax: services.limits.bodyBytesMax) { _ in
                    .webSocket(WebSocketAcceptance(key: key, delegate: socket))
                }
            }
        case .upgradeMissing:
            log.upgradeMissing(trace)
            return .refuse(UpgradeAdvice.reply(to: head))
        case .otherVersion:
            var reply = HTTPReply.text(426, "This server speaks version 13 of the WebSocket protocol (RFC 6455).")
            reply.headers += [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
            return .refuse(reply)
        case .badKey:
            return .refuse(.badRequest("`Sec-WebSocket-Key` must be 16 bytes in base64 (RFC 6455, section 4.1)."))
        }
    }
}

/// What a request for a WebSocket lacks (RFC 6455, section 4.2.1).
enum WebSocketHandshake: Equatable {
    case right(key: [UInt8])
    case upgradeMissing
    case otherVersion
    case badKey

    init(_ head: RequestHead) {
        guard head.version == .http11, head.headers.words("connection").contains("upgrade"),
            head.headers.words("upgrade").contains("websocket")
        else {
            self = .upgradeMissing
            return
        }
        guard head.headers.first("sec-websocket-version").map({ String(decoding: $0, as: UTF8.self) }) == "13" else {
            self = .otherVersion
            return
        }
        guard let key = head.headers.first("sec-websocket-key"), Self.isKey(key) else {
            self = .badKey
            return
        }
        self = .right(key: key)
    }

    /// 16 bytes are 22 letters and two signs.
    private static func isKey(_ key: [UInt8]) -> Bool {
        let letters = key.prefix(22)
        return key.count == 24 && key.suffix(2) == [UInt8(ascii: "="), UInt8(ascii: "=")]
            && letters.allSatisfy { byte in
                Character(Unicode.Scalar(byte)).isASCII
                    && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                        || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/"))
            }
    }
}
