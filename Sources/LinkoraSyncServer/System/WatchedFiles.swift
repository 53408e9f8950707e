internal import Synchronization

/// Tells when one of a few files may have changed, at no cost while none does.
final class WatchedFiles: Sendable {
    private struct State {
        var paths: [String] = []
        var fingerprints: [FileFingerprint] = []
    }

    private let folders: FolderWatch
    private let state = Mutex(State())

    /// - Parameter paths: of files that are there or may come; their folders must be there.
    /// - Throws: when a folder can't be watched.
    init(_ paths: [String]) throws(SystemFailure) {
        folders = try FolderWatch([])
        try watch(paths)
    }

    /// Readable when something has changed in the folders.
    var descriptor: Int32 { folders.descriptor }

    /// Goes over to these files. Their folders are watched, and those that they really lie in: container platforms put
    /// links into the first.
    func watch(_ paths: [String]) throws(SystemFailure) {
        for path in paths {
            try folders.add(path.parentFolder)
            if let real = RealPath.of(path)?.parentFolder { try folders.add(real) }
        }
        // After the watch began: no change falls between the two.
        state.withLock { $0 = State(paths: paths, fingerprints: paths.map { FileFingerprint(of: $0) }) }
    }

    /// Whether one of the files is another than at the last call.
    func takeChanges() -> Bool {
        state.withLock { state in
            guard folders.takeChanges() else { return false }
            let now = state.paths.map { FileFingerprint(of: $0) }
            defer { state.fingerprints = now }
            return now != state.fingerprints
        }
    }
}
