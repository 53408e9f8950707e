public import SyncTesting

/// What all histories with a real process share: the program, and a database to begin with that has a token for each
/// device and a journal.
///
/// The journal is a table that triggers write: what the server does to rows stands there in the order of its commits, in the
/// same transactions, whatever kills it.
public struct WireStage: Sendable {
    private let binary: String
    private let database: [UInt8]
    private let tokens: [String: String]

    private static let devices = (0..<8).map { "app\($0)" } + ["newcomer"]
    private static let strangers: [(Stranger, options: [String])] = [
        (.reader, ["--scope", "read"]), (.adder, ["--scope", "add"]), (.revoked, []),
    ]

    /// Runs the program once to make the database.
    /// - Throws: when it does not start or stop, or makes no tokens.
    public init(binary: String = Package.binary) throws {
        self.binary = binary
        let server = try ServerProcess(Self.settings(binary))
        try server.start()
        try server.stop()
        var tokens: [String: String] = [:]
        for device in Self.devices { tokens[device] = try Self.addToken(device, [], server) }
        for (stranger, options) in Self.strangers {
            tokens[stranger.rawValue] = try Self.addToken(stranger.rawValue, options, server)
        }
        _ = try Self.run(["token", "revoke", Stranger.revoked.rawValue], server)
        self.tokens = tokens
        try SQLiteShell.run(Self.journalSQL, on: server.databasePath)
        database = try Files.read(server.databasePath)
    }

    private static func settings(_ binary: String) -> ServerProcess.Settings {
        var settings = ServerProcess.Settings()
        settings.binary = binary
        return settings
    }

    private static func addToken(_ name: String, _ options: [String], _ server: ServerProcess) throws -> String {
        let output = try run(["token", "add", name] + options, server)
        guard let token = output.split(separator: "\n").last else {
            throw ServerProcess.NotReady(reason: "no token for \(name)", log: output)
        }
        return String(token)
    }

    private static func run(_ arguments: [String], _ server: ServerProcess) throws -> String {
        let command = server.command
        let result = try ChildProcess.run(
            command.program, command.arguments + arguments, environment: command.environment,
            folder: server.folder.path)
        guard result.succeeded else { throw ServerProcess.NotReady(reason: "\(arguments)", log: result.errors) }
        return result.output
    }

    /// A server of its own for one history; it does not run yet.
    func server() throws -> ServerProcess {
        let server = try ServerProcess(Self.settings(binary))
        try Files.write(database, to: server.databasePath)
        return server
    }

    func word(of token: Token) -> String {
        switch token {
        case .shared: ServerProcess.Settings().token
        case .device(let name): tokens[name] ?? ""
        case .stranger(let stranger): tokens[stranger.rawValue] ?? "nobody-ever-gave-this-one"
        }
    }

    // MARK: The journal

    private static let tables: [(kind: RowKind, table: String, first: String, second: String)] = [
        (.folder, "folders_table", "parent_folder_id", "NULL"), (.link, "links_table", "id_of_linked_folder", "NULL"),
        (.tag, "tags", "NULL", "NULL"), (.panel, "panels", "NULL", "NULL"),
        (.panelFolder, "panel_folders", "connected_panel_id", "folder_id"),
    ]

    private static var journalSQL: String {
        var sql = """
            CREATE TABLE simulator_journal (number INTEGER PRIMARY KEY, at_ms BIGINT, act TEXT, kind TEXT, row BIGINT,
                first BIGINT, second BIGINT);

            """
        for (kind, table, first, second) in tables {
            let outer = (first == "NULL" ? first : "OLD." + first, second == "NULL" ? second : "OLD." + second)
            sql += trigger("added_\(kind)", "INSERT ON \(table)", "'added', '\(kind)', NEW.id, NULL, NULL")
            sql += trigger(
                "removed_\(kind)", "DELETE ON \(table)", "'removed', '\(kind)', OLD.id, \(outer.0), \(outer.1)")
            let stamp = "'stamped', '', NEW.last_modified, NULL, NULL"
            sql += trigger("stamped_new_\(kind)", "INSERT ON \(table)", stamp)
            sql += trigger("stamped_\(kind)", "UPDATE OF last_modified ON \(table)", stamp)
        }
        return sql + trigger("stamped_tombstone", "INSERT ON tombstone", "'stamped', '', NEW.deleted_at, NULL, NULL")
    }

    private static func trigger(_ name: String, _ event: String, _ values: String) -> String {
        """
        CREATE TRIGGER simulator_\(name) AFTER \(event) BEGIN
            INSERT INTO simulator_journal (at_ms, act, kind, row, first, second)
            VALUES (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), \(values));
        END;

        """
    }

    static func journal(of path: String) throws -> [JournalEntry] {
        let text = try SQLiteShell.run(
            "SELECT at_ms, act, kind, row, first, second FROM simulator_journal ORDER BY number", on: path)
        return try text.split(separator: "\n").map { line in
            let words = line.split(separator: "|", omittingEmptySubsequences: false)
            guard words.count == 6, let time = Int64(words[0]), let row = Int64(words[3]),
                let act = JournalEntry.Act(rawValue: String(words[1]))
            else { throw NetworkError.malformed("a journal with the line \(line)") }
            return JournalEntry(
                milliseconds: time, act: act, kind: RowKind(rawValue: String(words[2])), id: row,
                first: Int64(words[4]), second: Int64(words[5]))
        }
    }
}

/// One thing that a real process did to its library.
struct JournalEntry: Equatable {
    enum Act: String {
        case added, removed, stamped
    }

    let milliseconds: Int64
    let act: Act
    /// `nil` of stamps.
    let kind: RowKind?
    /// A stamp, where it is one.
    let id: Int64
    /// Of removed rows: the parent or folder; the panel.
    let first: Int64?
    /// Of removed entries: the folder.
    let second: Int64?
}
