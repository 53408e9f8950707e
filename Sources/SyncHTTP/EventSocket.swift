import JSONText
import SyncCore
import SyncModel
import Transport

/// One app listening at `/events`. What it sends is read and ignored (PROTOCOL §4.1).
final class EventSocket: WebSocketDelegate {
    private enum Introduction {
        case correlation(Correlation)
        case missing
        case unreadable
    }

    private let introduction: Introduction
    private let asker: Asker
    private let peer: PeerAddress
    private let services: Services

    init(query: [UInt8]?, by asker: Asker, from peer: PeerAddress, _ services: Services) {
        self.asker = asker
        self.peer = peer
        self.services = services
        guard let text = QueryText(query)["correlation"] else {
            introduction = .missing
            return
        }
        introduction = Self.correlation(text).map(Introduction.correlation) ?? .unreadable
    }

    /// Exactly the two keys, both texts, as the original demands.
    private static func correlation(_ text: [UInt8]) -> Correlation? {
        guard let json = try? JSONReader.read(text), case .object(let members) = json,
            Set(members.map(\.key)) == ["id", "clientName"]
        else { return nil }
        return try? Correlation(json: json)
    }

    func opened(_ socket: any WebSocket) {
        switch introduction {
        case .correlation(let correlation): services.socketOpened(socket, correlation, asker, peer)
        case .missing:
            socket.close(
                code: 1003,
                reason:
                    "Expected `correlation` as an encoded JSON string via parameter, but it was not provided.")
        case .unreadable:
            socket.close(
                code: 1003, reason: "The schema of the provided JSON does not match the expected format.")
        }
    }

    func received(text: [UInt8], on socket: any WebSocket) {}

    func ponged(_ socket: any WebSocket, afterMilliseconds delay: Int64) { services.socketPonged(socket, delay) }

    func closed(_ socket: any WebSocket) { services.socketClosed(socket) }
}
