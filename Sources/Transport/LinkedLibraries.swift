internal import CMicrohttpd
internal import COpenSSL

/// The libraries that this room stands on, as they are at run time.
public enum LinkedLibraries {
    /// Names and versions. wslay is not among them: nothing tells its version, and its header has an old one.
    public static var versions: [(name: String, version: String)] {
        [
            ("OpenSSL", number(String(cString: OpenSSL_version(OPENSSL_VERSION)))),
            ("libmicrohttpd", String(cString: MHD_get_version())),
        ]
    }

    /// `3.0.17` of `OpenSSL 3.0.17 1 Jul 2025`.
    private static func number(_ text: String) -> String {
        let words = text.split(separator: " ")
        return words.count > 1 ? String(words[1]) : text
    }
}
