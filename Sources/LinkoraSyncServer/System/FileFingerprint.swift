internal import Glibc

/// Tells two states of a file apart without reading it.
struct FileFingerprint: Equatable {
    private let numbers: [Int64]

    /// A file that can't be looked at has a fingerprint, too: it may come.
    init(of path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            numbers = []
            return
        }
        numbers = [
            Int64(bitPattern: UInt64(facts.st_dev)), Int64(bitPattern: UInt64(facts.st_ino)), Int64(facts.st_size),
            Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec), Int64(facts.st_ctim.tv_sec),
            Int64(facts.st_ctim.tv_nsec), Int64(facts.st_mode),
        ]
    }
}
