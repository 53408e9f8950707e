import Glibc

@testable import LinkoraSyncServer

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/linkora-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no temporary folder: \(SystemFailure.last)") }
        path = template.textBeforeNUL
    }

    deinit { remove(path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file as `cat > file` does: in place.
    func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8]) {
        let descriptor = open(path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        precondition(descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    /// Writes a file as careful editors do: a new one takes the old one's place.
    func replace(_ name: String, _ text: String) {
        write(name + ".new", text)
        precondition(rename(path(name + ".new"), path(name)) == 0)
    }

    func read(_ name: String) -> String? {
        (try? WholeFile.read(path(name)).get()).map { String(decoding: $0, as: UTF8.self) }
    }

    var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private func remove(_ path: String) {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
