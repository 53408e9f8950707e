import SyncTesting

/// What the command line asks for.
struct Arguments {
    struct Misunderstood: Error {
        let reason: String
    }

    static let usage = """
        play [--binary PATH] [--on DATABASE] FILE…  starts a fresh server for each conversation, on an SQLite file,
                                               or on `postgres` or `mariaDB`, which is started first
        play --server URL --token TOKEN [--original] FILE…  speaks to a server that runs already, on an empty library
                                               or, with --original, on the original's
        """

    var binary = Package.binary
    var serverPort: UInt16?
    var token = ""
    var isOnOriginalDatabase = false
    var databaseKind: DatabaseKind?
    var files: [String] = []

    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--binary": binary = try Self.value(of: word, words.next())
            case "--server": serverPort = try Self.port(Self.value(of: word, words.next()))
            case "--on": databaseKind = try Self.kind(Self.value(of: word, words.next()))
            case "--token": token = try Self.value(of: word, words.next())
            case "--original": isOnOriginalDatabase = true
            case _ where word.hasPrefix("-"): throw Misunderstood(reason: "no such option: \(word)")
            default: files.append(word)
            }
        }
        guard !files.isEmpty else { throw Misunderstood(reason: "which conversation?") }
        guard serverPort == nil || !token.isEmpty else { throw Misunderstood(reason: "--server needs --token") }
    }

    private static func value(of option: String, _ value: String?) throws -> String {
        guard let value else { throw Misunderstood(reason: "\(option) needs a value") }
        return value
    }

    private static func kind(_ name: String) throws -> DatabaseKind {
        guard let kind = DatabaseKind(rawValue: name) else {
            let names = DatabaseKind.allCases.map(\.rawValue).joined(separator: " or ")
            throw Misunderstood(reason: "\(name) is no database: \(names)")
        }
        return kind
    }

    /// Only this machine: conversations write and delete.
    private static func port(_ url: String) throws -> UInt16 {
        let match = url.wholeMatch(of: /(?:http:\/\/)?(?:127\.0\.0\.1|localhost):([0-9]+)\/?/)
        guard let port = match.flatMap({ UInt16($0.1) }) else {
            throw Misunderstood(reason: "\(url) is not like http://127.0.0.1:45454")
        }
        return port
    }
}
