internal import Glibc

/// A system call that failed, with the system's own words for it.
struct SystemFailure: Error, Equatable, CustomStringConvertible {
    let code: Int32

    init(code: Int32) { self.code = code }

    /// What the last call of this thread left behind. Ask at once: the next call may change it.
    static var last: SystemFailure { SystemFailure(code: errno) }

    /// `No such file or directory`
    var description: String { String(cString: strerror(code)) }
}
