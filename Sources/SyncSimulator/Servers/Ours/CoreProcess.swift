import JSONText
import SyncCore
import SyncModel

/// One life of the server's process: the real catalog, engine, pulls and live events, driven in virtual time. It does
/// what the shell (`Writer`, `Deliverer`, `Announcer`) does, in the same order, without threads; whatever decides is the
/// core's.
final class CoreProcess {
    let store: any Store
    var engine: Engine
    var live: Live<Int> { didSet { knownNext = nil } }
    var pairs = StartPairs()
    private var quietPulls = QuietPulls()
    private var commits = 0
    var waiting: [Job] = []
    /// Lists that wait for the rows of the same start.
    var lists: [WaitingPull] = [] { didSet { knownNext = nil } }
    /// Rows that wait for what the device may still send out of its queue.
    var heldRows: [WaitingPull] = [] { didSet { knownNext = nil } }
    /// What ``nextMilliseconds`` found, as long as nothing changed: it is asked for after every event of the world.
    var knownNext: Int64??
    private var output: [ServerOutput] = []
    /// Sockets that are to be sent a ping behind the frames.
    private var pingsWanted: [Int] = []
    let seams: Seams

    /// Something for the writer, and what follows from its result.
    struct Job {
        enum Sequel {
            case answerWrite(ticket: Int)
            case answerRows(ticket: Int, Pull, PreparedPull, any StoreSnapshot)
            case answerList(ticket: Int, PreparedPull, any StoreSnapshot)
            case introduce(socket: Int)
            case confirm(socket: Int, Confirmation)
            case nothing
        }

        let work: Work
        let sequel: Sequel
    }

    struct WaitingPull {
        let ticket: Int
        let pull: Pull
        let askedAtMilliseconds: Int64
        let dueMilliseconds: Int64
    }

    /// - Throws: ``StoreError`` when the store can't be read.
    init(_ store: any Store, _ seams: Seams = Seams(), nowMilliseconds: Int64) throws {
        self.store = store
        self.seams = seams
        engine = try Engine(store)
        live = Live(latest: engine.lastStamp, nowMilliseconds: nowMilliseconds)
    }

    func commit(_ works: [Work], arrivalSeconds: Int64) -> [Result<Done, StoreError>] {
        commits += 1
        return engine.commit(works, arrivalSeconds: arrivalSeconds)
    }

    func remember(quiet prepared: PreparedPull) { quietPulls.remember(prepared, commits: commits) }

    func knownAnswer(to pull: Pull) -> PreparedPull? { quietPulls.answer(to: pull, commits: commits) }

    // MARK: Requests

    func receive(_ request: ServerRequest, by bearer: Bearer, nowMilliseconds now: Int64) {
        let asker = bearer.asker
        guard let name = OperationName(rawValue: String(request.path.drop { $0 == "/" })) else {
            return answer(request.ticket, 404)
        }
        if name == .testBearer { return answer(request.ticket, 200) }
        if let write = Catalog.write(name) {
            return bearer.scope.allows(write) ? receive(write, request, asker, now) : answer(request.ticket, 403)
        }
        guard let read = Catalog.reads.first(where: { $0.name == name }) else { return answer(request.ticket, 404) }
        guard bearer.scope.allows(read) else { return answer(request.ticket, 403) }
        switch read.work {
        case .pull(let kind): receive(kind, request, asker, now)
        case .read(let prepare): receive(read.input, prepare, request)
        }
    }

    private func receive(_ operation: WriteOperation, _ request: ServerRequest, _ asker: Asker, _ now: Int64) {
        guard operation.methods.contains(where: { $0.rawValue == request.method }) else {
            return answer(request.ticket, 405)
        }
        do {
            let json = try request.body.map { try JSONReader.read($0) } ?? .object([])
            var prepared = try operation.prepare(json)
            prepared.asker = asker
            prepared = live.dated(prepared, nowMilliseconds: now)
            waiting.append(Job(work: .write(prepared), sequel: .answerWrite(ticket: request.ticket)))
        } catch {
            answer(request.ticket, 400, Array("\(error)".utf8))
        }
    }

    private func receive(
        _ input: ReadOperation.Input, _ prepare: (ReadRequest) throws(FieldError) -> PreparedRead,
        _ request: ServerRequest
    ) {
        do {
            let read: ReadRequest =
                switch input {
                case .json: .json(try JSONReader.read(request.body ?? []))
                case .text: .text(String(decoding: request.body ?? [], as: UTF8.self))
                case .nothing, .watermark: .nothing
                }
            let snapshot = try store.snapshot()
            defer { snapshot.close() }
            answer(request.ticket, 200, try Self.whole(try prepare(read).answer(snapshot)))
        } catch {
            answer(request.ticket, Self.status(of: error))
        }
    }

    private func receive(_ kind: Pull.Kind, _ request: ServerRequest, _ asker: Asker, _ now: Int64) {
        guard let value = request.query.first(where: { $0.name == "eventTimestamp" }).flatMap({ Int64($0.value) })
        else { return answer(request.ticket, 400) }
        let charset = request.headers.first { $0.name == "Accept-Charset" }?.value
        receive(Pull(kind, asker, watermark: value, acceptCharset: charset), ticket: request.ticket, now)
    }

    // MARK: Answers

    func answer(_ ticket: Int, _ status: Int, _ body: [UInt8] = []) {
        output.append(.answer(ticket: ticket, status: status, body: body))
    }

    func say(_ frames: [Live<Int>.Frame]) {
        for frame in frames {
            let text = frame.text
            output.append(
                .frame(socket: frame.listener, text: text.head + Array("\(frame.number)".utf8) + text.tail))
            if frame.wantsPong { pingsWanted.append(frame.listener) }
        }
    }

    func takeOutput() -> [ServerOutput] {
        defer { output = [] }
        return output
    }

    func takePings() -> [Int] {
        defer { pingsWanted = [] }
        return pingsWanted
    }

    static func whole(_ text: any AnswerText) throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let piece = try text.next(bytesWanted: 1 << 16)
            if piece.isEmpty { return body }
            body += piece
        }
    }

    static func status(of error: any Error) -> Int {
        switch (error as? StoreError)?.code {
        case .busy, .readOnly, .unavailable: 503
        case .full: 507
        case .tooLarge: 413
        case .damaged, .mistaken: 500
        case nil: error is FieldError || error is JSONError ? 400 : 500
        }
    }
}
