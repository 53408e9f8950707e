internal import Certificates
internal import Glibc
internal import Observing
internal import SyncHTTP
internal import Synchronization
internal import Transport

/// Keeps the server's certificates right while it runs: reads what they are made of, and reads it anew when files, settings
/// or the machine's addresses change, on SIGHUP and on request. Handshakes ask ``ServerCertificates``, which issues.
final class CertificateKeeper: Sendable {
    /// What it reads, and from where.
    struct Sources: Sendable {
        /// Reads the settings anew.
        let settings: @Sendable () -> SettingsReport
        let files: @Sendable (Settings) -> CertificateFiles
        var hostName: @Sendable () -> String = { HostName.current }
        var addresses: @Sendable () -> [InterfaceAddress] = { InterfaceAddress.all() }
        var nowSeconds: @Sendable () -> Int64 = { Int64(time(nil)) }
    }

    /// Everything that the certificates depend on; the same again needs no new ones.
    private struct Inputs: Equatable {
        let https: HTTPSSettings
        let names: [SubjectName]
        let files: CertificateFiles
        let fingerprints: [FileFingerprint]
    }

    private struct State {
        var settings: Settings
        var inputs: Inputs?
        var source = CertificateSource.none
        var own: Leaf?
        /// Sentences that were logged and still hold.
        var problems: [String] = []
        /// Nothing was read yet, because nothing asks for it: see ``begin()``.
        var isWaiting = false
    }

    private let sources: Sources
    private let mayMake: Bool
    private let logger: Logger
    private let certificates: ServerCertificates
    private let state: Mutex<State>

    /// Reads nothing yet.
    /// - Parameter mayMake: whether an authority is made where nothing is, and the importable files are written.
    init(_ settings: Settings, _ sources: Sources, mayMake: Bool, logger: Logger) {
        self.sources = sources
        self.mayMake = mayMake
        self.logger = logger
        certificates = ServerCertificates(nowSeconds: sources.nowSeconds, logger: logger)
        state = Mutex(State(settings: settings))
    }

    // MARK: For handshakes

    func identity(for serverName: [UInt8]?) -> TLSIdentity? {
        readIfWaiting()
        return certificates.leaf(for: serverName).map { TLSIdentity(chain: $0.chainDER, key: $0.keyDER) }
    }

    // MARK: Reading

    /// Reads everything, or, when all is as a former start left it, waits with that for the first handshake: reading costs
    /// memory that a server to which nobody speaks TLS need not have.
    func begin() {
        state.withLock { state in
            state.isWaiting = isAsLeft(state)
            refresh(&state, isForced: false)
        }
    }

    private func readIfWaiting() {
        state.withLock { state in
            guard state.isWaiting else { return }
            state.isWaiting = false
            refresh(&state, isForced: false)
        }
    }

    private func isAsLeft(_ state: State) -> Bool {
        !state.settings.https.hasOwnPair && sources.files(state.settings).areAsLeft
    }

    /// Reads everything with the settings at hand; issues anew when something of it is new.
    func refresh() { state.withLock { refresh(&$0, isForced: false) } }

    /// Reads the settings, too. Broken ones change nothing.
    func reload(isForced: Bool) {
        let report = sources.settings()
        if isForced, let problem = report.errors.first {
            logger.error(
                "the settings can't be read; certificates go on with the last good ones", [("reason", problem)])
        }
        state.withLock { state in
            if report.errors.isEmpty { state.settings = report.settings }
            refresh(&state, isForced: isForced)
        }
    }

    /// The files whose change may ask for ``reload(isForced:)``, beside the configuration.
    var watchedPaths: [String] {
        state.withLock { state in
            let https = state.settings.https
            return https.hasOwnPair ? [https.certificatePath, https.keyPath] : []
        }
    }

    private func refresh(_ state: inout State, isForced: Bool) {
        if state.isWaiting, !isForced, isAsLeft(state) { return }
        state.isWaiting = false
        let before = state.inputs
        let next = inputs(state.settings)
        guard isForced || next != before else { return }
        var problems: [String] = []
        let hasMade = readSource(&state, next.files, &problems)
        readOwnPair(&state, &problems)
        // As it was before it was read, so that a change meanwhile is one; but what we made ourselves is none.
        state.inputs = hasMade ? inputs(state.settings) : next
        certificates.use(material(state, next.names))
        if mayMake, let importable = certificates.importable { problems += next.files.write(importable: importable) }
        tell(problems, &state)
        if before == nil, case .keystore(let issuer, let path) = state.source { tellOfKeystore(issuer, path) }
        if before != nil {
            logger.notice("certificates are issued anew", [("reason", Self.reason(before, next, isForced: isForced))])
        }
    }

    private func inputs(_ settings: Settings) -> Inputs {
        let files = sources.files(settings)
        let paths = [files.authorityPath, files.keystorePath, settings.https.certificatePath, settings.https.keyPath]
        return Inputs(
            https: settings.https,
            names: MachineNames.all(settings, hostName: sources.hostName(), addresses: sources.addresses()),
            files: files, fingerprints: paths.compactMap { $0 }.map { FileFingerprint(of: $0) })
    }

    private static func reason(_ before: Inputs?, _ now: Inputs, isForced: Bool) -> String {
        if isForced { return "asked for" }
        return before?.https == now.https && before?.names != now.names ? "addresses" : "settings or files"
    }

    /// - Returns: whether an authority was made.
    private func readSource(
        _ state: inout State, _ files: CertificateFiles, _ problems: inout [String]
    ) -> Bool {
        state.source = CertificateSource.read(files, password: state.settings.keyStorePassword.reveal())
        let makes = if case .none = state.source { mayMake } else { false }
        if makes { state.source = makeAuthority(files) }
        if case .broken(let sentence) = state.source { problems.append("HTTPS does not work: \(sentence)") }
        if case .authority = state.source, WholeFile.isOpenToOthers(files.authorityPath) {
            problems.append("others on this machine may read \(files.authorityPath), which holds a key: chmod 600 it")
        }
        return makes
    }

    private func tellOfKeystore(_ issuer: Issuer, _ path: String) {
        logger.notice(
            "the original's keystore is in use; `certificate show` says how to change over to an authority",
            [("file", path), ("until", "\(Timestamp(secondsSince1970: issuer.certificate.validity.notAfter))")])
    }

    private func makeAuthority(_ files: CertificateFiles) -> CertificateSource {
        do {
            let host = sources.hostName()
            let issuer = try Issuer.makeAuthority(
                host: host.isEmpty ? "localhost" : host, nowSeconds: sources.nowSeconds())
            try WholeFile.replace(files.authorityPath, issuer.pem, readers: .owner)
            logger.notice(
                "made an authority for HTTPS: import its certificate on each device, once",
                [("file", files.importableDERPath)])
            return .authority(issuer)
        } catch {
            return .broken(
                "the authority \(files.authorityPath) can't be made: \(CertificateSource.sentence(error)). "
                    + "Make its folder writable, or name another with certificateFolder")
        }
    }

    /// A pair that can't be used leaves the one before in use.
    private func readOwnPair(_ state: inout State, _ problems: inout [String]) {
        guard state.settings.https.hasOwnPair else {
            state.own = nil
            return
        }
        switch OwnPair.read(state.settings.https, nowSeconds: sources.nowSeconds()) {
        case .success(let leaf):
            state.own = leaf
            problems += leaf.objectionsOfApps.map { "the certificate \(state.settings.https.certificatePath) \($0)" }
        case .failure(let failure):
            let goesOn = state.own == nil ? "the server's own is shown instead" : "the one before goes on"
            problems.append("your certificate can't be used, \(goesOn): \(failure.sentence)")
        }
    }

    private func material(_ state: State, _ names: [SubjectName]) -> ServerCertificates.Material {
        let isKeystore = if case .keystore = state.source { true } else { false }
        return .init(issuer: state.source.issuer, issuerServesItself: isKeystore, own: state.own, names: names)
    }

    /// Each problem once, as long as it holds.
    private func tell(_ problems: [String], _ state: inout State) {
        for problem in problems where !state.problems.contains(problem) { logger.error(problem) }
        state.problems = problems
    }

    // MARK: For people

    /// What does not work now, a sentence each, without a full stop.
    var problems: [String] {
        readIfWaiting()
        return state.withLock { $0.problems }
    }

    var facts: CertificateFacts {
        readIfWaiting()
        let (source, own, problems) = state.withLock { ($0.source, $0.own, $0.problems) }
        let main = certificates.main
        return CertificateFacts(
            source: CertificateText.source(source, own),
            importable: certificates.importable.map(CertificateText.importable),
            serverNames: main?.certificate.names.map { "\($0)" } ?? [],
            serverNotAfter: main?.certificate.validity.notAfter,
            notes: CertificateText.notes(source, own, nowSeconds: sources.nowSeconds()),
            problems: problems.map { $0 + "." })
    }

    /// For the door and our own commands.
    var desk: CertificateDesk {
        CertificateDesk(
            facts: { self.facts },
            renew: {
                self.reload(isForced: true)
                return self.facts
            })
    }
}
