/// The databases that run as servers, for tests that are the same on each.
public enum DatabaseKind: String, CaseIterable, Sendable, CustomStringConvertible {
    case postgres
    case mariaDB

    public var description: String { rawValue }

    /// The one that all tests of this process share.
    public var shared: any DatabaseServer {
        get throws {
            switch self {
            case .postgres: try PostgresServer.shared.get()
            case .mariaDB: try MariaDBServer.shared.get()
            }
        }
    }

    /// One of its own, to be stopped and frozen.
    /// - Parameter diskBytesMax: how much room it has; only for root.
    public func start(waitsForDisk: Bool = false, diskBytesMax: Int? = nil) throws -> any DatabaseServer {
        switch self {
        case .postgres: try PostgresServer(waitsForDisk: waitsForDisk, diskBytesMax: diskBytesMax)
        case .mariaDB: try MariaDBServer(waitsForDisk: waitsForDisk, diskBytesMax: diskBytesMax)
        }
    }
}
