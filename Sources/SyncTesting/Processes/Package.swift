import Glibc

/// Where this package lies, and the program that it builds.
public enum Package {
    /// The folder with `Package.swift`, found from where this file was compiled.
    public static let root: String = {
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(4).joined(separator: "/")
    }()

    public static var fixtures: String { root + "/Tests/Fixtures" }

    /// The server to test: `LINKORA_BINARY`, or the release build.
    public static var binary: String {
        getenv("LINKORA_BINARY").map { String(cString: $0) } ?? root + "/.build/release/linkora-sync-server"
    }
}
