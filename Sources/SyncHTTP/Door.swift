import Observing
import SyncCore
import SyncModel
public import Transport

/// The way in for everything that speaks HTTP: finds the route, checks the token, reads the body, asks the core, and
/// makes replies of what it says.
public struct Door: HTTPService {
    let services: Services
    let log: RequestLog

    public init(_ services: Services) {
        self.services = services
        log = RequestLog(services.logger, uptimeSeconds: services.uptimeSeconds)
    }

    public func receive(_ head: RequestHead) -> Admission {
        if let refusal = Self.refusalOfPlainText(head) { return .refuse(refusal) }
        let head = services.proxies.resolve(head)
        let origin = RequestOrigin(head)
        if let preflight = Preflight(head, origin) { return .refuse(preflight.reply) }
        let trace = log.begin(head)
        return admit(head, trace).map { [log] reply in
            log.answered(trace, reply.status)
            return origin.mark(reply)
        }
    }

    /// On the port of HTTPS plain HTTP gets a sentence, but for a WebSocket, which apps before 0.13.3 dial as `ws` on
    /// the port of their base URL, whatever that begins with (PROTOCOL §1.8).
    private static func refusalOfPlainText(_ head: RequestHead) -> HTTPReply? {
        guard head.listener == .https, !head.isSecure, !head.headers.words("upgrade").contains("websocket") else {
            return nil
        }
        var secure = head
        secure.isSecure = true
        let address = ShownAddress(secure).map { ": \($0.text)" } ?? ", with https:// before the address"
        var reply = HTTPReply.badRequest("This port speaks HTTPS\(address)")
        reply.closesConnection = true
        return reply
    }

    /// An unknown path and a wrong method are told before the token is looked at (PROTOCOL §1.2).
    private func admit(_ head: RequestHead, _ trace: RequestTrace) -> Admission {
        guard let route = Route(path: head.path, listener: head.listener) else {
            return .refuse(HTTPReply(status: 404))
        }
        guard let endpoint = route.endpoint(method: head.method) else {
            let allowed = route.methods.joined(separator: ", ")
            return .refuse(HTTPReply(status: 405, headers: [("Allow", allowed)]))
        }
        return admit(endpoint, head, trace)
    }

    private func admit(_ endpoint: Endpoint, _ head: RequestHead, _ trace: RequestTrace) -> Admission {
        var trace = trace
        if endpoint.needsToken {
            switch welcome(head, to: endpoint) {
            case .enter(let asker): trace.asker = asker
            case .refused(let reply): return .refuse(reply)
            }
        }
        switch endpoint {
        case .write(let operation, .post): return admitWrite(operation, head, trace)
        case .write(let operation, .get): return withoutBody { [trace] in write(operation, body: nil, trace) }
        case .read(let operation): return admitRead(operation, head, trace)
        case .test, .alive: return withoutBody { .reply(HTTPReply(status: 200)) }
        case .page(let page): return withoutBody { answer(with: page, to: head) }
        case .importable(let form): return withoutBody { .reply(importable(form)) }
        case .renewCertificates: return withoutBody { .reply(renewCertificates(head)) }
        case .certificates: return withoutBody { .reply(certificateFacts(\.facts)) }
        case .renewCertificatesByCommand: return withoutBody { .reply(certificateFacts(\.renew)) }
        case .status: return withoutBody { elsewhere { .json(services.status()) } }
        case .tokens: return admitTokenOrder()
        case .events: return admitSocket(head, trace)
        }
    }

    /// A reply that takes a look into the store, made where that is done.
    func elsewhere(_ make: @escaping @Sendable () -> HTTPReply) -> Answer {
        guard services.place.isElsewhere else { return .reply(make()) }
        return .later { exchange in
            if !services.place.begin({ exchange.complete(with: make()) }) { exchange.complete(with: .tooBusy) }
        }
    }

    /// A body that nobody asked for is read over.
    func withoutBody(_ answer: @escaping @Sendable () -> Answer) -> Admission {
        .read(bodyBytesMax: services.limits.bodyBytesMax) { _ in answer() }
    }
}

extension Admission {
    /// Changes the reply that this leads to, whenever it is made.
    fileprivate func map(_ change: @escaping @Sendable (HTTPReply) -> HTTPReply) -> Admission {
        switch self {
        case .refuse(let reply): .refuse(change(reply))
        case .read(let bodyBytesMax, let then):
            .read(bodyBytesMax: bodyBytesMax) { body in then(body).map(change) }
        }
    }
}

extension Answer {
    fileprivate func map(_ change: @escaping @Sendable (HTTPReply) -> HTTPReply) -> Answer {
        switch self {
        case .reply(let reply): .reply(change(reply))
        case .later(let start): .later { exchange in start(ChangedExchange(exchange, change)) }
        case .webSocket: self
        }
    }
}

/// An exchange whose reply is changed on its way.
private struct ChangedExchange: Exchange {
    private let exchange: any Exchange
    private let change: @Sendable (HTTPReply) -> HTTPReply

    init(_ exchange: any Exchange, _ change: @escaping @Sendable (HTTPReply) -> HTTPReply) {
        self.exchange = exchange
        self.change = change
    }

    func complete(with reply: HTTPReply) { exchange.complete(with: change(reply)) }

    var receipt: ReplyReceipt { exchange.receipt }
}
