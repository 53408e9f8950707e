import JSONText
import SyncCore
import SyncModel

/// Requests and answers, frames and pings on their way through the seams of a planted bug.
struct PlantedWire {
    private let seams: Seams
    private var asked: [Int: (operation: OperationName, body: JSONValue)] = [:]
    private var sockets: [Int] = []

    init(_ seams: Seams) { self.seams = seams }

    /// - Returns: the request as the server gets it, or the status that it is refused with.
    mutating func arriving(_ request: ServerRequest, nowSeconds: Int64) -> (ServerRequest, refusal: Int?) {
        guard seams.touchBodies, let operation = OperationName(rawValue: String(request.path.drop { $0 == "/" })),
            let body = try? JSONReader.read(request.body ?? Array("{}".utf8))
        else { return (request, nil) }
        var changed = Seams.Asked(operation: operation, nowSeconds: nowSeconds, body: body)
        let refusal = seams.requests?(&changed)
        asked[request.ticket] = (operation, changed.body)
        let bytes = request.body == nil ? nil : changed.body == body ? request.body : changed.body.bytes
        return (
            ServerRequest(
                ticket: request.ticket, token: request.token, address: request.address, method: request.method,
                path: request.path, query: request.query, body: bytes, headers: request.headers), refusal
        )
    }

    mutating func opened(_ socket: Int) { sockets.append(socket) }

    mutating func closed(_ socket: Int) { sockets.removeAll { $0 == socket } }

    mutating func crashed() {
        sockets = []
        asked = [:]
    }

    /// What the core says, as the world hears it.
    mutating func leaving(_ output: [ServerOutput], lastStamp: Int64, _ store: any Store) -> [ServerOutput] {
        var left = output
        if seams.answers != nil { left = left.map { change($0, lastStamp, store) } }
        guard let change = seams.frames else { return left }
        var frames: [Seams.Frame] = []
        left.removeAll { said in
            guard case .frame(let socket, let text) = said else { return false }
            frames.append(Seams.Frame(socket: socket, text: text))
            return true
        }
        change(&frames, sockets)
        return left + frames.map { .frame(socket: $0.socket, text: $0.text) }
    }

    private mutating func change(_ output: ServerOutput, _ lastStamp: Int64, _ store: any Store) -> ServerOutput {
        guard case .answer(let ticket, let status, let body) = output,
            let request = asked.removeValue(forKey: ticket)
        else { return output }
        let json = try? JSONReader.read(body)
        var answered = Seams.Answered(
            operation: request.operation, asked: request.body, status: status, body: json ?? .null,
            lastStamp: lastStamp, store: store)
        // A bug that can't reach the store does no harm.
        try? seams.answers?(&answered)
        let isAsItWas = answered.body == json ?? .null
        return .answer(ticket: ticket, status: answered.status, body: isAsItWas ? body : answered.body.bytes)
    }
}
