import Glibc

/// A folder of its own that goes when the last reference to it goes.
public final class TemporaryFolder {
    public let path: String
    /// It stays, for somebody to look at.
    public var isKept = false

    public init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array((parent + "/linkora-test-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.Failure(parent) }
        path = template.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { String(cString: $0) } ?? parent }
        chmod(path, 0o755)
    }

    deinit { if !isKept { Files.removeTree(path) } }

    public func file(_ name: String) -> String { path + "/" + name }
}
