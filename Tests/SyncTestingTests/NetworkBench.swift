import Testing

@testable import SyncTesting

/// A faulty network with a server whose answers the test gives itself.
final class NetworkBench {
    let network: FaultyNetwork
    private let server: LooseListener
    private(set) var news: [NetworkNews] = []
    private(set) var accepted: [LooseSocket] = []
    /// All that arrived at the server.
    private(set) var heard = ""

    init() throws {
        network = try FaultyNetwork()
        server = try LooseListener()
        network.serverPort = server.port
    }

    func send(_ ticket: Int, _ orders: NetworkOrders = NetworkOrders()) {
        let call = HTTPCall("POST", "/X", headers: [], body: Array("{}".utf8))
        network.send(call, ticket: ticket, device: 0, host: 7, orders)
    }

    func open(_ socket: Int, cutAtFrame: Int? = nil) {
        network.open(
            socket: socket, target: "/events", headers: [], device: 0, host: 7, cutAtFrame: cutAtFrame,
            nonce: [UInt8](repeating: UInt8(socket), count: 16))
    }

    /// Lets it go on, and answers what arrives.
    /// - Parameter answer: what is answered to this text, if anything.
    func run(milliseconds: Int64, answer: (String) -> String? = NetworkBench.answer) {
        let end = network.nowMilliseconds + milliseconds
        while network.nowMilliseconds < end {
            network.wait(untilMilliseconds: min(end, network.nowMilliseconds + 2))
            news += network.takeNews()
            while let (socket, peer) = server.accept() {
                #expect(peer.host == 7)
                accepted.append(socket)
            }
            for socket in accepted where !socket.isClosed {
                guard case .bytes(let bytes) = socket.receive() else { continue }
                let text = Latin1.text(bytes)
                heard += text
                if let answer = answer(text) { #expect(socket.send(Array(answer.utf8))) }
            }
        }
    }

    /// 200 to a request that is whole, 101 to a handshake, nothing to frames.
    static func answer(_ text: String) -> String? {
        if text.hasSuffix("\r\n\r\n{}") { return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" }
        guard let key = text.firstRange(of: "Sec-WebSocket-Key: ") else { return nil }
        let acceptance = HandshakeKey(text: String(text[key.upperBound...].prefix(24))).acceptance
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(acceptance)\r\n\r\n"
    }

    /// The server sends a frame to who dialled last.
    func push(_ text: String, _ opcode: UInt8 = WebSocketFrame.Opcode.text) {
        let frame = WebSocketFrame(opcode, Array(text.utf8)).bytes(mask: nil)
        #expect(accepted.last?.send(frame) == true)
    }

    var words: [String] {
        news.map { news in
            switch news {
            case .forwarded(let ticket): "forwarded \(ticket)"
            case .dropped(let ticket): "dropped \(ticket)"
            case .answered(let ticket, let status, _): "answered \(ticket) \(status)"
            case .unanswered(let ticket): "unanswered \(ticket)"
            case .arrived(let ticket, let status, let body):
                "arrived \(ticket) \(status) \(String(decoding: body, as: UTF8.self))"
            case .lost(let ticket): "lost \(ticket)"
            case .socketOpened(let socket): "opened \(socket)"
            case .socketRefused(let socket, let status): "refused \(socket) \(status ?? 0)"
            case .frame(let socket, let text): "frame \(socket) \(String(decoding: text, as: UTF8.self))"
            case .socketClosed(let socket): "closed \(socket)"
            case .unexplained(let what): "unexplained: \(what)"
            case .malformed(let what): "malformed: \(what)"
            }
        }
    }
}
