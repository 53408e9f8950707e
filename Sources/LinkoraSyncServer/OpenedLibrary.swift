internal import MySQLDriver
internal import Observing
internal import PostgresDriver
internal import SQLStore
internal import SQLiteDriver
internal import ServerRuntime
internal import SyncCore

/// A library that is open, whatever database it is in.
struct OpenedLibrary: Sendable {
    /// What is special to the file of an embedded database.
    struct File: Sendable {
        let driver: SQLiteDriver
    }

    /// Where it is, for people.
    let shown: String
    let store: SQLStore
    /// There was no library before.
    let wasNew: Bool
    /// When it was opened.
    let linksCount: Int64
    /// Where files may be made that hold parts of it.
    let folder: String
    /// `nil` for a database in the network.
    let file: File?
    /// Who else may write to it.
    let company: Company
    /// Waits for word of others; `nil` where there are none.
    let waitForNews: NewsWatch.Wait?
    let close: @Sendable () -> Void

    /// - Parameter mayMake: a library that is not there yet is made.
    /// - Throws: ``StoreError`` whose reason is a sentence for the operator.
    static func open(
        _ settings: Settings, idBase: Int64, mayMake: Bool, logger: Logger
    ) throws -> OpenedLibrary {
        switch settings.database {
        case .sqlite(let path): try open(file: path, settings, idBase: idBase, mayMake: mayMake, logger)
        case .network(let url): try open(url, settings, idBase: idBase, mayMake: mayMake, logger)
        }
    }

    private static func open(
        file path: String, _ settings: Settings, idBase: Int64, mayMake: Bool, _ logger: Logger
    ) throws -> OpenedLibrary {
        if settings.databaseIsShared {
            throw StoreError(
                .mistaken,
                "SQLite belongs to one server: leave databaseIsShared out, or use PostgreSQL, MariaDB or MySQL.")
        }
        if !mayMake && !WholeFile.exists(path) {
            throw StoreError(.unavailable, "There is no database at \(path) yet.")
        }
        let database = try SQLiteDatabase.open(path: path, idBase: idBase, logger: logger)
        return OpenedLibrary(
            shown: database.path, store: database.store, wasNew: database.wasNew, linksCount: database.linksCount,
            folder: database.path.parentFolder, file: File(driver: database.driver), company: .none, waitForNews: nil,
            close: { database.close() })
    }

    private static func open(
        _ url: NetworkURL, _ settings: Settings, idBase: Int64, mayMake: Bool, _ logger: Logger
    ) throws -> OpenedLibrary {
        let limits = NetworkLimits()
        let database = try NetworkDatabase(
            connector(url, settings, limits, mayMake: mayMake), shown: url.shown, idBase: idBase, mayMake: mayMake,
            limits: limits, logger: logger, nowMilliseconds: { UptimeClock.milliseconds })
        let news = settings.databaseIsShared ? database.newsSource() : nil
        return OpenedLibrary(
            shown: database.shown, store: database.store, wasNew: database.wasNew, linksCount: database.linksCount,
            folder: url.folder, file: nil, company: settings.databaseIsShared ? .others : .doubts,
            waitForNews: news.map(Self.wait),
            close: {
                news?.close()
                database.close()
            })
    }

    private static func wait(on news: any NewsSource) -> NewsWatch.Wait {
        { milliseconds in news.wait(millisecondsMax: milliseconds) }
    }

    private static func connector(
        _ url: NetworkURL, _ settings: Settings, _ limits: NetworkLimits, mayMake: Bool
    ) throws(StoreError) -> any NetworkConnector {
        let address = url.address(user: settings.databaseUser, password: settings.databasePassword)
        let claim = settings.databaseIsShared ? DatabaseClaim.shared : .exclusive
        switch url.kind {
        case .postgres:
            let connector = try PostgresConnector(address, claim, limits)
            if mayMake { try connector.makeDatabaseIfMissing() }
            return connector
        case .mySQL: return try MySQLConnector(address, claim, limits, mayMakeDatabase: mayMake)
        }
    }
}
