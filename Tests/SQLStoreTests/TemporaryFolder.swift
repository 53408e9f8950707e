import Glibc

/// A folder that is gone after the test.
final class TemporaryFolder {
    let path: String

    init() {
        var template = Array("/tmp/linkora-store-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "no temporary folder: \(errno)")
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        chmod(path, 0o700)
        Self.remove(path)
    }

    /// What is in it, or in a folder in it, by name.
    func names(_ folder: String = "") -> [String] { Self.names(path + "/" + folder).sorted() }

    private static func names(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    private static func remove(_ path: String) {
        for name in names(path) { remove(path + "/" + name) }
        if rmdir(path) != 0 { unlink(path) }
    }
}

/// The bytes of a file; empty when there is none.
func contents(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var (bytes, block) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    while case let count = read(descriptor, &block, block.count), count > 0 { bytes += block[..<count] }
    return bytes
}

func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    precondition(descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "can't write \(path)")
    close(descriptor)
}
