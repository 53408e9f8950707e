public import Observing
internal import Synchronization

/// The certificates that the server shows: issued when they are needed, and anew before they end or when names change.
///
/// Nothing ticks: whether a certificate is still good is looked at in the handshake that needs it. A clock that was wrong
/// at start (a board without a battery) is mended in the same way.
public final class ServerCertificates: Sendable {
    /// What they are made of.
    public struct Material: Sendable {
        /// Signs; `nil` when there is none to be had.
        public var issuer: Issuer?
        /// Shows its own certificate as the main one while that is good: devices and browsers may know exactly it.
        public var issuerServesItself: Bool
        /// The operator's pair.
        public var own: Leaf?
        /// Of the main certificate, in the order of their importance.
        public var names: [SubjectName]

        public init(issuer: Issuer?, issuerServesItself: Bool = false, own: Leaf? = nil, names: [SubjectName]) {
            self.issuer = issuer
            self.issuerServesItself = issuerServesItself
            self.own = own
            self.names = names
        }
    }

    private struct State {
        var material = Material(issuer: nil, names: [])
        /// The server's key, for all certificates of an issuer.
        var key: PrivateKey?
        var main: Leaf?
        var hasToldOfOwn = false
        /// By the one name; `nil` is the one without a name.
        var others: [SubjectName?: Leaf] = [:]
    }

    /// So many names are remembered; a client that invents more makes work for us as for itself, and nothing else.
    static let othersMax = 64
    /// Anew when less than this is left.
    static let renewalDays: Int64 = 30
    /// More make a hello that not every client takes.
    public static let namesMax = 100

    private let state = Mutex(State())
    private let nowSeconds: @Sendable () -> Int64
    private let logger: Logger

    /// - Parameter nowSeconds: since 1970.
    public init(nowSeconds: @escaping @Sendable () -> Int64, logger: Logger) {
        self.nowSeconds = nowSeconds
        self.logger = logger
    }

    /// Goes on with these. All certificates are issued anew; handshakes under way end with the old ones.
    public func use(_ material: Material) {
        state.withLock { state in
            state = State(material: material)
            state.material.names = Array(material.names.prefix(Self.namesMax))
        }
    }

    /// The certificate for a client; from any thread, in microseconds.
    /// - Parameter serverName: of its hello (RFC 6066), any bytes.
    /// - Returns: `nil` when none can be had; said in the log.
    public func leaf(for serverName: [UInt8]?) -> Leaf? {
        do {
            return try state.withLock { state throws(CertificateProblem) in try choose(serverName, &state) }
        } catch {
            logger.error("no certificate could be issued", [("reason", error.sentence { "\($0)" })])
            return nil
        }
    }

    /// The main certificate, as a client without a name sees it.
    public var main: Leaf? { leaf(for: nil) }

    /// What devices must import; `nil` when nobody here has it.
    public var importable: Certificate? {
        state.withLock { state in
            guard let own = state.material.own else { return state.material.issuer?.certificate }
            return own.importable
        }
    }

    private func choose(_ serverName: [UInt8]?, _ state: inout State) throws(CertificateProblem) -> Leaf? {
        let ownNames = ownLeaf(&state).map { $0.certificate.names }
        let mainNames = try mainLeaf(&state).map { $0.certificate.names } ?? []
        switch LeafChoice(serverName: serverName, main: mainNames, own: ownNames) {
        case .own: return state.material.own
        case .main: return try mainLeaf(&state)
        case .named(let name): return try other(name, &state)
        case .nameless: return try other(nil, &state)
        }
    }

    /// The operator's pair, while it is within its dates: after them it would pass nowhere.
    private func ownLeaf(_ state: inout State) -> Leaf? {
        guard let own = state.material.own else { return nil }
        if own.certificate.validity.contains(nowSeconds()) { return own }
        if !state.hasToldOfOwn {
            state.hasToldOfOwn = true
            logger.error(
                "your certificate is not valid now; the server's own is shown instead until you replace it",
                [("until", "\(Timestamp(secondsSince1970: own.certificate.validity.notAfter))")])
        }
        return nil
    }

    private func mainLeaf(_ state: inout State) throws(CertificateProblem) -> Leaf? {
        if let main = state.main, isGood(main, state.material) { return main }
        let isAnother = state.main != nil
        state.main = try makeMain(&state)
        if isAnother, let main = state.main {
            logger.notice(
                "the server's certificate was issued anew before its end",
                [("until", "\(Timestamp(secondsSince1970: main.certificate.validity.notAfter))")])
        }
        return state.main
    }

    private func makeMain(_ state: inout State) throws(CertificateProblem) -> Leaf? {
        guard let issuer = state.material.issuer else { return nil }
        if state.material.issuerServesItself, issuer.certificate.validity.contains(nowSeconds()) {
            return Leaf(chain: [issuer.certificate], key: issuer.key)
        }
        return try issue(state.material.names, issuer, &state)
    }

    private func other(_ name: SubjectName?, _ state: inout State) throws(CertificateProblem) -> Leaf? {
        if let known = state.others[name], isGood(known, state.material) { return known }
        guard let issuer = state.material.issuer else { return nil }
        if state.others.count >= Self.othersMax { state.others.removeAll() }
        let leaf = try issue(name.map { [$0] } ?? [], issuer, &state)
        state.others[name] = leaf
        return leaf
    }

    private func issue(
        _ names: [SubjectName], _ issuer: Issuer, _ state: inout State
    ) throws(CertificateProblem) -> Leaf {
        let key = if let key = state.key { key } else { try PrivateKey.make() }
        state.key = key
        return try issuer.issue(names: names, key: key, nowSeconds: nowSeconds())
    }

    /// Within its dates, and not near their end. What ends with its issuer is used to its last second.
    private func isGood(_ leaf: Leaf, _ material: Material) -> Bool {
        let now = nowSeconds()
        let validity = leaf.certificate.validity
        let endsWithIssuer = validity.notAfter == material.issuer?.certificate.validity.notAfter
        let margin = endsWithIssuer ? 0 : Self.renewalDays * Validity.daySeconds
        return validity.contains(now) && validity.contains(now + margin)
    }
}
