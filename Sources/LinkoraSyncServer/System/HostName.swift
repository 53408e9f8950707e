internal import Glibc

/// The name that this machine gives itself.
enum HostName {
    /// `nas` or `nas.example.org`; empty when it has none.
    static var current: String {
        var name = [CChar](repeating: 0, count: 256)
        return gethostname(&name, name.count - 1) == 0 ? name.textBeforeNUL : ""
    }
}
