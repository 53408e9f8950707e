internal import Glibc
internal import JSONText
internal import Observing
internal import SyncCore

extension Composition {
    /// The house as it runs: the only place where all rooms meet.
    static let real = Composition(
        startServer: { settings, tokens, certificates, logger in
            try LibraryServer.start(settings, tokens, certificates, logger)
        },
        statusWithoutServer: { settings in
            let database = try openDatabase(settings, logger: .none, mayMake: false)
            defer { database.close() }
            return try LibraryCounts(database.store).json
        },
        tokensWithoutServer: { settings, command throws(CommandFailure) in
            let database = try openDatabase(settings, logger: .none, mayMake: false)
            defer { database.close() }
            do {
                return try database.store.perform(
                    command, nowSeconds: Int64(time(nil)), company: database.company)
            } catch {
                throw failure(TokenFailure(error))
            }
        }, migrate: Migration.perform)

    /// - Throws: ``CommandFailure`` with the sentence that tells how to mend it.
    static func openDatabase(
        _ settings: Settings, logger: Logger, mayMake: Bool
    ) throws(CommandFailure) -> OpenedLibrary {
        var generator = SystemRandomNumberGenerator()
        let idBase = LibraryIDs(drawnBy: &generator).base
        do {
            return try OpenedLibrary.open(settings, idBase: idBase, mayMake: mayMake, logger: logger)
        } catch let error as StoreError {
            throw CommandFailure(sentence: error.reason, exitCode: exitCode(error.code))
        } catch {
            throw CommandFailure(sentence: "The database can't be opened: \(error).", exitCode: ExitCode.inputOutput)
        }
    }

    private static func failure(_ failure: TokenFailure) -> CommandFailure {
        switch failure {
        case .refused(let problem): CommandFailure(sentence: problem.sentence, exitCode: ExitCode.refused)
        case .store(let error): CommandFailure(sentence: error.reason, exitCode: exitCode(error.code))
        }
    }

    private static func exitCode(_ code: StoreError.Code) -> Int32 {
        code == .busy ? ExitCode.busy : ExitCode.inputOutput
    }
}

/// How much a library holds.
struct LibraryCounts: Equatable {
    let links: Int64
    let folders: Int64

    init(_ store: any Store) throws {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        links = try Self.count(Query(.links, [.linkId]), snapshot)
        folders = try Self.count(Query(.folders, [.folderId]), snapshot)
    }

    /// The folders alone: links are many, and were counted when the database was opened.
    static func folders(_ store: any Store) throws -> Int64 {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try count(Query(.folders, [.folderId]), snapshot)
    }

    private static func count(_ query: Query, _ snapshot: any StoreSnapshot) throws -> Int64 {
        let rows = try snapshot.rows(query)
        var count: Int64 = 0
        while try rows.advance() { count += 1 }
        return count
    }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        write(to: &writer)
        writer.endObject()
        return writer.bytes
    }

    func write(to writer: inout JSONWriter) {
        writer.key("links")
        writer.integer(links)
        writer.key("folders")
        writer.integer(folders)
    }
}
