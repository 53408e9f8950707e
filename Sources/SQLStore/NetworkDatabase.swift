public import Observing
import SyncCore

/// An opened library in a database on a server.
public final class NetworkDatabase: Sendable {
    /// For the banner.
    public let shown: String
    public let store: SQLStore
    /// There was no library before.
    public let wasNew: Bool
    /// When it was opened.
    public let linksCount: Int64
    private let connector: any NetworkConnector

    /// Opens a library, the original's too, or makes a new one.
    /// - Parameters:
    ///   - idBase: the number after which ids begin, at the very first opening; drawn at random by the caller.
    ///   - mayMake: a library that is not there yet is made.
    ///   - nowMilliseconds: of a clock that is never set.
    /// - Throws: ``StoreError`` whose reason is a sentence for the operator.
    public init(
        _ connector: any NetworkConnector, shown: String, idBase: Int64, mayMake: Bool = true, limits: NetworkLimits,
        logger: Logger,
        nowMilliseconds: @escaping @Sendable () -> Int64
    ) throws {
        let driver = NetworkDriver(connector, limits, logger: logger, nowMilliseconds: nowMilliseconds)
        let opening: StoreOpening
        do { opening = try SQLStore.open(driver, idBase: idBase, mayMake: mayMake) } catch {
            driver.close()
            throw error
        }
        self.connector = connector
        self.shown = shown
        store = opening.store
        wasNew = opening.wasNew
        linksCount = opening.linksCount
    }

    /// Word of other processes; the caller closes it.
    public func newsSource() -> any NewsSource { connector.newsSource() }

    public func close() { store.close() }
}
