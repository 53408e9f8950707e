import MySQLDriver
import Observing
import PostgresDriver
import SQLStore
import SyncCore
import SyncTesting

/// Opens databases of tests as the server does.
extension DatabaseOfTest {
    var address: NetworkAddress {
        NetworkAddress(
            host: "127.0.0.1", port: server.port, database: name, user: server.user,
            password: Secret(server.password), encryption: .disable)
    }

    func connector(
        _ claim: DatabaseClaim = .exclusive, _ limits: NetworkLimits = NetworkLimits()
    ) throws -> any NetworkConnector {
        try server is PostgresServer
            ? PostgresConnector(address, claim, limits) : MySQLConnector(address, claim, limits)
    }

    func open(
        idBase: Int64 = 5_000, claim: DatabaseClaim = .exclusive, limits: NetworkLimits = NetworkLimits()
    ) throws -> NetworkDatabase {
        try NetworkDatabase(
            connector(claim, limits), shown: address.shown, idBase: idBase, limits: limits, logger: .none,
            nowMilliseconds: { MonotonicClock.milliseconds })
    }
}
