internal import Glibc

/// The process that this program runs as.
enum ThisProcess {
    static var id: Int32 { getpid() }
}
