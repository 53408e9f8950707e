internal import Glibc
internal import JSONText
internal import Observing
internal import SQLiteDriver
internal import ServerRuntime
internal import SyncCore
internal import SyncHTTP
internal import Synchronization
internal import Transport

/// A library that is open and served: the store, the writer before it, the door, and the HTTP server in front.
final class LibraryServer: RunningServer {
    let library: LibrarySummary
    private let database: OpenedLibrary
    private let writer: Writer
    /// `nil` where reads are answered in place.
    private let readers: ReadingThreads?
    /// `nil` where no other process writes.
    private let newsWatch: NewsWatch?
    private let http: HTTPServer

    /// A journal that grows beyond this while long answers are on their way is kept so large by slow clients.
    private static let logBytesHeldByReaders: Int64 = 12 << 20

    /// - Throws: ``CommandFailure``; what was opened is closed again.
    static func start(
        _ settings: Settings, _ tokens: TokenSource, _ certificates: CertificateKeeper?, _ logger: Logger
    ) throws -> LibraryServer {
        let database = try Composition.openDatabase(settings, logger: logger, mayMake: true)
        do {
            return try LibraryServer(database, settings, tokens, certificates, logger)
        } catch let error as TransportError {
            database.close()
            throw CommandFailure(sentence: error.reason, exitCode: ExitCode.unavailable)
        } catch let error as StoreError {
            database.close()
            throw CommandFailure(
                sentence: "The database can't be read: \(error.reason).", exitCode: ExitCode.inputOutput)
        }
    }

    private init(
        _ database: OpenedLibrary, _ settings: Settings, _ tokens: TokenSource, _ certificates: CertificateKeeper?,
        _ logger: Logger
    ) throws {
        self.database = database
        library =
            database.wasNew
            ? .newAndEmpty
            : .opened(links: database.linksCount, folders: try LibraryCounts.folders(database.store))
        let announcer = Announcer(
            latest: 0, company: database.company, nowMilliseconds: { UptimeClock.milliseconds })
        let timers = Timers(nowMilliseconds: { UptimeClock.milliseconds })
        let longAnswers = LongAnswers(
            spoolFolder: database.folder, nowSeconds: { UptimeClock.seconds })
        let bell = Bell()
        let devices = try DeviceTokens(
            database.store, company: database.company, bell: bell,
            clock: DeviceTokens.Clock(epochSeconds: { Int64(time(nil)) }, uptimeSeconds: { UptimeClock.seconds }),
            logger: logger)
        let writer = Writer(
            database.store, company: database.company, tokensChanged: devices.reload, announcer: announcer,
            timers: timers,
            upkeep: devices.upkeep.and(Self.upkeep(of: database, longAnswers)), bell: bell,
            nowSeconds: { Int64(time(nil)) })
        self.writer = writer
        readers = database.file == nil ? try ReadingThreads() : nil
        let place = readers?.place ?? .here
        newsWatch = database.waitForNews.map { wait in
            NewsWatch(wait: wait, isUrgent: { announcer.socketCount > 0 }, found: writer.lookForNews)
        }
        let deliverer = Deliverer(
            database.store, writer: writer, announcer: announcer, timers: timers, place: place,
            nowMilliseconds: { UptimeClock.milliseconds })
        let status = ServerStatus(database, announcer)
        let services = Services(
            store: database.store, place: place, identify: { tokens.identify($0, from: $1, among: devices) },
            submit: { writer.submit(announcer.dated($0), completed: $1) },
            pullNow: deliverer.answerNow, pull: deliverer.answer,
            socketOpened: { socket, correlation, asker, _ in
                deliverer.opened(socket, asker, correlation)
                devices.opened(socket, by: asker)
            },
            socketClosed: { socket in
                deliverer.closed(socket)
                devices.closed(socket)
            },
            socketPonged: deliverer.ponged,
            changeTokens: devices.submit, certificates: certificates?.desk, proxies: settings.proxies.trust,
            status: { status.json },
            logger: logger, limits: settings.doorLimits, longAnswers: longAnswers,
            uptimeSeconds: { UptimeClock.seconds }, version: ServerVersion.text)
        http = HTTPServer(
            service: Door(services), limits: settings.limits, logger: logger,
            chooseIdentity: certificates.map(Self.choice))
        try start(controlSocketPath: settings.database.controlSocketPath, logger)
    }

    private static func choice(_ certificates: CertificateKeeper) -> TLSIdentityChoice {
        { serverName in certificates.identity(for: serverName) }
    }

    /// The journal of a file, while nothing waits.
    private static func upkeep(of database: OpenedLibrary, _ longAnswers: LongAnswers) -> Upkeep {
        guard let driver = database.file?.driver else { return .nothing }
        return Upkeep(
            delaySeconds: { driver.maintenanceDelaySeconds },
            perform: { if driver.maintenanceDelaySeconds != nil { driver.maintain() } },
            afterCommit: {
                if !longAnswers.isEmpty, driver.logBytes > logBytesHeldByReaders { longAnswers.putSlowOnesAside() }
            })
    }

    private func start(controlSocketPath: String, _ logger: Logger) throws {
        try writer.start()
        do {
            try newsWatch?.start()
            try http.start()
            try listenForCommands(controlSocketPath, logger)
        } catch {
            http.finishStop(withinSeconds: 0)
            newsWatch?.stop()
            writer.stop()
            readers?.stop()
            throw error
        }
    }

    /// Serving matters more than our own commands: a path that is too long for a socket is told, and that is all.
    private func listenForCommands(_ path: String, _ logger: Logger) throws(TransportError) {
        do {
            try http.listen(onUnixSocket: path)
        } catch  where error.code == .badAddress {
            logger.warning("Other commands can't ask this server while it runs", [("reason", error.reason)])
        }
    }

    func listen(_ kind: RequestHead.Listener, on addresses: [ListenAddress]) throws -> [ListenAddress] {
        do throws(TransportError) {
            return try http.listen(kind, on: addresses)
        } catch {
            throw CommandFailure(sentence: error.reason, exitCode: ExitCode.unavailable)
        }
    }

    func watch(_ descriptor: Int32, onReadable: @escaping @Sendable () -> Void) {
        http.watch(descriptor, onReadable: onReadable)
    }

    /// Requests first, while the writer still answers them; then what waits for the writer; then the database.
    func stop(withinSeconds: Int, isHurried: @escaping @Sendable () -> Bool) {
        http.finishStop(withinSeconds: withinSeconds, isHurried: isHurried)
        newsWatch?.stop()
        writer.stop()
        readers?.stop()
        database.close()
    }
}

/// What `status` shows of a running server.
private struct ServerStatus: Sendable {
    private let database: OpenedLibrary
    private let announcer: Announcer
    private let startSeconds = UptimeClock.seconds

    init(_ database: OpenedLibrary, _ announcer: Announcer) {
        self.database = database
        self.announcer = announcer
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("version")
        writer.string(ServerVersion.text)
        for (key, number) in [
            ("process", Int64(getpid())), ("uptimeSeconds", UptimeClock.seconds - startSeconds),
            ("sockets", Int64(announcer.socketCount)), ("logBytes", database.file?.driver.logBytes ?? 0),
        ] {
            writer.key(key)
            writer.integer(number)
        }
        writer.key("database")
        writer.string(database.shown)
        if let counts = try? LibraryCounts(database.store) { counts.write(to: &writer) }
        writer.endObject()
        return writer.bytes
    }
}

/// A clock that nobody sets.
enum UptimeClock {
    static var seconds: Int64 { milliseconds / 1_000 }

    static var milliseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    }
}

extension Settings {
    fileprivate var doorLimits: DoorLimits {
        var limits = DoorLimits()
        limits.bodyBytesMax = bodyBytesMax
        limits.nestingLevelsMax = nestingLevelsMax
        return limits
    }
}
