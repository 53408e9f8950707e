internal import CMariaDB

/// The client library, for who wants to know which it is.
public enum MySQLClient {
    /// `3.3.14`; `nil` when it can't be opened here.
    public static var version: String? {
        guard let text = try? MySQLLibrary.open().functions.mysql_get_client_info() else { return nil }
        return String(cString: text)
    }
}
