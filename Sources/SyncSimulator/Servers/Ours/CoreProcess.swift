import JSONText
import SyncCore
import SyncModel

/// One life of the server's process: the real catalog, engine and hub, driven in virtual time. Everything in which the
/// core's ways matter stands here; ``OurServer`` around it knows only requests, sockets and bytes.
final class CoreProcess {
    private let store: any Store
    private var engine: Engine
    private var hub = EventHub<Int>()
    private var waiting: [(ticket: Int, write: PreparedWrite)] = []

    /// - Throws: ``StoreError`` when the store can't be read.
    init(_ store: any Store) throws {
        self.store = store
        engine = try Engine(store)
    }

    enum Immediately {
        case answered(status: Int, body: [UInt8])
        /// The answer comes from ``commit(arrivalSeconds:)``.
        case waits
    }

    var hasWaitingWrites: Bool { !waiting.isEmpty }

    func receive(_ request: ServerRequest) -> Immediately {
        guard let name = OperationName(rawValue: String(request.path.drop { $0 == "/" })) else {
            return .answered(status: 404, body: [])
        }
        if name == .testBearer { return .answered(status: 200, body: []) }
        if let write = Catalog.write(name) { return receive(write, request) }
        guard let read = Catalog.reads.first(where: { $0.name == name }) else {
            return .answered(status: 404, body: [])
        }
        return answer(read, request)
    }

    private func receive(_ operation: WriteOperation, _ request: ServerRequest) -> Immediately {
        guard operation.methods.contains(where: { $0.rawValue == request.method }) else {
            return .answered(status: 405, body: [])
        }
        do {
            let json = try request.body.map { try JSONReader.read($0) } ?? .object([])
            waiting.append((request.ticket, try operation.prepare(json)))
            return .waits
        } catch {
            return .answered(status: 400, body: Array("\(error)".utf8))
        }
    }

    private func answer(_ operation: ReadOperation, _ request: ServerRequest) -> Immediately {
        do {
            let snapshot = try store.snapshot()
            defer { snapshot.close() }
            let text = try operation.prepare(try Self.input(operation, request)).answer(snapshot)
            var body: [UInt8] = []
            while true {
                let piece = try text.next(bytesWanted: 1 << 16)
                if piece.isEmpty { return .answered(status: 200, body: body) }
                body += piece
            }
        } catch {
            return .answered(status: Self.status(of: error), body: [])
        }
    }

    private static func input(_ operation: ReadOperation, _ request: ServerRequest) throws -> ReadRequest {
        switch operation.input {
        case .nothing: return .nothing
        case .text: return .text(String(decoding: request.body ?? [], as: UTF8.self))
        case .json: return .json(try JSONReader.read(request.body ?? []))
        case .watermark:
            let value = request.query.first { $0.name == "eventTimestamp" }.flatMap { Int64($0.value) }
            guard let value else { throw FieldError("is missing", path: ["eventTimestamp"]) }
            return .watermark(value)
        }
    }

    /// Carries out all that waits as one group.
    /// - Returns: what leaves the server, in order.
    func commit(arrivalSeconds: Int64) -> [ServerOutput] {
        let jobs = waiting
        waiting = []
        let results = engine.commit(jobs.map(\.write), arrivalSeconds: arrivalSeconds)
        var output: [ServerOutput] = []
        for (job, result) in zip(jobs, results) {
            switch result {
            case .success(let committed):
                var writer = JSONWriter()
                committed.reply.write(to: &writer)
                output.append(.answer(ticket: job.ticket, status: 200, body: writer.bytes))
                output += committed.announcements.flatMap(frames)
            case .failure(let error):
                output.append(.answer(ticket: job.ticket, status: Self.status(of: error), body: []))
            }
        }
        return output
    }

    private func frames(_ announcement: Announcement) -> [ServerOutput] {
        let recipients = hub.recipients(of: announcement)
        guard !recipients.isEmpty else { return [] }
        let text = announcement.encoded()
        let frame = text.head + Array("\(announcement.number)".utf8) + text.tail
        return recipients.map { .frame(socket: $0.listener, text: frame) }
    }

    /// - Returns: whether the socket may stay.
    func open(_ request: SocketRequest) -> Bool {
        guard let json = try? JSONReader.read(Array(request.correlation.utf8)),
            let correlation = try? Correlation(json: json)
        else { return false }
        hub.add(request.socket, id: UInt64(request.socket), correlation: correlation)
        return true
    }

    func close(socket: Int) { hub.remove(id: UInt64(socket)) }

    private static func status(of error: any Error) -> Int {
        switch (error as? StoreError)?.code {
        case .busy, .readOnly, .unavailable: 503
        case .full: 507
        case .damaged, .mistaken: 500
        case nil: 400
        }
    }
}
