internal import CPostgres

/// The client library, for who wants to know which it is.
public enum PostgresClient {
    /// `15.13`; `nil` when it can't be opened here.
    public static var version: String? {
        guard let number = try? PostgresLibrary.open().functions.PQlibVersion() else { return nil }
        return "\(number / 10_000).\(number % 10_000)"
    }
}
