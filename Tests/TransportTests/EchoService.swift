import Synchronization
import Transport

/// A small service whose routes show one behaviour of the transport each.
final class EchoService: HTTPService {
    /// Exchanges that wait for the test to complete them.
    let waiting = Mutex<[any Exchange]>([])
    let streams = Mutex<[CountingStream]>([])
    let heads = Mutex<[RequestHead]>([])
    let sockets = RecordingDelegate()
    let bodyBytesMax: Int

    init(bodyBytesMax: Int = 1_000) { self.bodyBytesMax = bodyBytesMax }

    func receive(_ head: RequestHead) -> Admission {
        heads.withLock { $0.append(head) }
        let path = String(decoding: head.path, as: UTF8.self)
        if path == "/refuse" { return .refuse(HTTPReply(status: 401, body: .bytes(Array("Who are you?".utf8)))) }
        return .read(bodyBytesMax: bodyBytesMax) { [self] body in answer(path, head, body) }
    }

    private func answer(_ path: String, _ head: RequestHead, _ body: [UInt8]) -> Answer {
        switch path {
        case "/later":
            return .later { exchange in self.waiting.withLock { $0.append(exchange) } }
        case "/at-once":
            return .later { $0.complete(with: Self.reply("done")) }
        case "/large":
            return .reply(HTTPReply(status: 200, body: .bytes([UInt8](repeating: 0x61, count: 8_000_000))))
        case "/stream", "/endless", "/broken":
            let stream = CountingStream(blocks: path == "/stream" ? 100 : .max, breaksAt: path == "/broken" ? 3 : nil)
            streams.withLock { $0.append(stream) }
            return .reply(HTTPReply(status: 200, body: .stream(stream)))
        case "/close":
            return .reply(HTTPReply(status: 200, body: .bytes(Array("bye".utf8)), closesConnection: true))
        case "/events":
            let key = head.headers.first("sec-websocket-key") ?? []
            return .webSocket(WebSocketAcceptance(key: key, delegate: sockets))
        default:
            let length = body.isEmpty ? "" : " \(body.count) bytes"
            return .reply(Self.reply("\(head.method) \(path)\(length)"))
        }
    }

    static func reply(_ text: String) -> HTTPReply {
        HTTPReply(status: 200, headers: [("Content-Type", "text/plain")], body: .bytes(Array(text.utf8)))
    }

    /// Waits until so many exchanges wait.
    func exchanges(_ count: Int) throws -> [any Exchange] {
        try eventually("\(count) waiting exchanges") { self.waiting.withLock { $0.count >= count } }
        return takeExchanges()
    }

    func takeExchanges() -> [any Exchange] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// A stream that counts how often it is closed.
final class CountingStream: ReplyStream {
    static let blockBytes = 50_000
    enum Broken: Error { case asPlanned }

    let blocksGiven = Atomic<Int>(0)
    let closings = Atomic<Int>(0)
    private let blocks: Int
    private let breaksAt: Int?

    init(blocks: Int, breaksAt: Int?) {
        self.blocks = blocks
        self.breaksAt = breaksAt
    }

    func next(bytesWanted: Int) throws -> [UInt8] {
        let number = blocksGiven.add(1, ordering: .sequentiallyConsistent).oldValue
        if number == breaksAt { throw Broken.asPlanned }
        return number < blocks ? [UInt8](repeating: UInt8(0x61 + number % 26), count: Self.blockBytes) : []
    }

    func close() { closings.add(1, ordering: .sequentiallyConsistent) }
}

/// Writes down what it is told.
final class RecordingDelegate: WebSocketDelegate {
    struct State {
        var open: [any WebSocket] = []
        var texts: [String] = []
        var pongs = 0
        var closed: [UInt64] = []
    }

    let state = Mutex(State())

    func opened(_ socket: any WebSocket) { state.withLock { $0.open.append(socket) } }
    func received(text: [UInt8], on socket: any WebSocket) {
        state.withLock { $0.texts.append(String(decoding: text, as: UTF8.self)) }
    }
    func ponged(_ socket: any WebSocket, afterMilliseconds delay: Int64) { state.withLock { $0.pongs += 1 } }
    func closed(_ socket: any WebSocket) { state.withLock { $0.closed.append(socket.id) } }

    /// The socket that was opened as this one, counted from 0.
    func socket(_ index: Int = 0) throws -> any WebSocket {
        try eventually("socket \(index)") { self.state.withLock { $0.open.count > index } }
        return state.withLock { $0.open[index] }
    }
}
