internal import Observing
internal import Transport

extension Setting {
    /// The one list. File, environment, flags, `check`, help and docs/configuration.md are made of it.
    static let all = original + https + proxies + ours

    /// The keys of the original's file, in its order (PROTOCOL §1.1).
    static let original: [Setting] = [
        databaseURL,
        .text("databaseUser", "The user of a network database; SQLite has none.") { $0.databaseUser = $1 },
        .text("databasePassword", "The password of a network database; SQLite has none.", isSecret: true) {
            $0.databasePassword = Secret($1)
        },
        hostAddress,
        .port("serverPort", default: Settings().httpPort, "The port for HTTP; 0 takes any free one.") {
            $0.httpPort = $1
        },
        .port("httpsPort", default: Settings().httpsPort, "The port for HTTPS; 0 takes any free one.") {
            $0.httpsPort = $1
        },
        authToken,
        .text("keyStorePassword", "Opens linkoraServerCert.jks, if the original left one.", isSecret: true) {
            $0.keyStorePassword = Secret($1)
        },
    ]

    static let databaseURL = Setting(
        key: "databaseUrl", defaultText: "sqlite:linkora.db",
        meaning: "The database: sqlite:PATH, postgresql://HOST:PORT/NAME or mariadb://HOST:PORT/NAME.",
        isRequired: true
    ) { text, settings in
        switch DatabaseURL.read(text) {
        case .wrong(let problem): return .wrong(problem)
        case .url(let url, let warning):
            settings.database = url
            return warning.map { .tolerated($0) } ?? .taken
        }
    }

    private static let hostAddress = Setting(
        key: "hostAddress", defaultText: "",
        meaning: "The address to listen on. Empty, or not of this machine: all of its addresses."
    ) { text, settings in
        guard let host = HostAddress.read(text) else {
            return .wrong(
                "is \(text.quoted): write one address of this machine without a port, for example 192.168.0.9, "
                    + "or leave it out to listen on all of them")
        }
        settings.hostAddress = host
        return .taken
    }

    static let authToken = Setting(
        key: "serverAuthToken", defaultText: "",
        meaning: "The token that apps must send; blanks around it don't count.",
        isSecret: true, isRequired: true
    ) { text, settings in
        let token = text.withoutBlanksAround
        if token.isEmpty { return .wrong("is empty: write a long text without blanks that only your devices know") }
        if token.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return .wrong("holds a line end or another control character, which no app can send: write it on one line")
        }
        settings.authToken = Secret(token)
        return token == text ? .taken : .tolerated("has blanks around it, which are left out: no header can carry them")
    }

    /// What only this server has; every one may be left out.
    private static let ours: [Setting] = [
        .choice(
            "databaseIsShared", default: "false", [("false", false), ("true", true)],
            "Whether several servers use the database together; all of them must say true. Not with SQLite."
        ) { $0.databaseIsShared = $1 },
        .choice(
            "logLevel", default: "info", LogLevel.allCases.map { ($0.name, $0) },
            "How much is logged: debug, info, notice, warning or error."
        ) { $0.logLevel = $1 },
        .choice(
            "logFormat", default: "text", LogFormat.allCases.map { ($0.rawValue, $0) },
            "How log lines look: text for people, json for programs."
        ) { $0.logFormat = $1 },
        .limit("bodyBytesMax", 1_024...1_073_741_824, "The largest request body, in bytes.") {
            set(&$0.bodyBytesMax, $1)
        },
        .limit("nestingLevelsMax", 8...100_000, "How deep the JSON of a request may be nested.") {
            set(&$0.nestingLevelsMax, $1)
        },
        .limit("connectionsMax", 1...1_000_000, "How many connections may be open at once.") {
            set(&$0.limits.connectionsMax, $1)
        },
        .limit("headBytesMax", 1_024...1_048_576, "The largest request line and headers, in bytes.") {
            set(&$0.limits.headBytesMax, $1)
        },
        .limit("handshakeSecondsMax", 1...3_600, "How long a TLS handshake may take, in seconds.") {
            set(&$0.limits.handshakeSecondsMax, $1)
        },
        .limit("headSecondsMax", 1...3_600, "How long the head of a request may take, in seconds.") {
            set(&$0.limits.headSecondsMax, $1)
        },
        .limit("bodySecondsMax", 1...86_400, "How long a slow request body may take, in seconds.") {
            set(&$0.limits.bodySecondsMax, $1)
        },
        .limit("bodyBytesPerSecondMin", 0...1_000_000_000, "A body that comes faster may take longer.") {
            set(&$0.limits.bodyBytesPerSecondMin, $1)
        },
        .limit("idleSecondsMax", 1...86_400, "How long a connection may stay without a request, in seconds.") {
            set(&$0.limits.idleSecondsMax, $1)
        },
        .limit("frameBytesMax", 128...16_777_216, "The largest WebSocket message from an app, in bytes.") {
            set(&$0.limits.frameBytesMax, $1)
        },
        .limit("socketQueueFramesMax", 1...1_000_000, "How many events may wait for one slow app.") {
            set(&$0.limits.socketQueueFramesMax, $1)
        },
        .limit("socketQueueBytesMax", 65_536...1_073_741_824, "How many bytes of events may wait for one slow app.") {
            set(&$0.limits.socketQueueBytesMax, $1)
        },
        .limit("pingSeconds", 1...3_600, "How often a WebSocket is pinged, in seconds.") {
            set(&$0.limits.pingSeconds, $1)
        },
    ]

    private static func set(_ field: inout Int, _ value: Int?) -> Int {
        if let value { field = value }
        return field
    }
}
