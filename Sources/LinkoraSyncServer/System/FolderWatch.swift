internal import Glibc

/// Tells when something in a few folders has changed (inotify), at no cost while nothing does.
///
/// Folders, not files: editors and container platforms put a new file in the place of the old one.
final class FolderWatch: Sendable {
    /// Readable when something has changed.
    let descriptor: Int32

    private static let changes = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB)

    /// - Throws: when the system has no watches left, or a folder can't be watched.
    init(_ folders: [String]) throws(SystemFailure) {
        let descriptor = try Descriptor(inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)))
        self.descriptor = descriptor.release()
        for folder in folders { try add(folder) }
    }

    /// Watches a further folder; one that is watched already stays so.
    func add(_ folder: String) throws(SystemFailure) {
        guard inotify_add_watch(descriptor, folder, Self.changes) >= 0 else { throw .last }
    }

    deinit { close(descriptor) }

    /// Whether anything has changed since the last call. What it was doesn't matter: who asks looks for himself.
    func takeChanges() -> Bool {
        var buffer = [UInt64](repeating: 0, count: 512)
        var hasChanged = false
        while read(descriptor, &buffer, buffer.count * 8) > 0 { hasChanged = true }
        return hasChanged
    }
}
