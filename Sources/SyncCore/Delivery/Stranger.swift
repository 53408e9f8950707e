/// Whose pulls, of those by nobody knows whom, are those of a socket's device: under the shared token one that has shown no
/// number of its name pulls as somebody else.
enum Stranger: Equatable, Sendable {
    case unknown
    /// Nobody can tell: some of these pulls left no trace, or the device has shown a number of its name.
    case anyone
    /// The entry that its pulls are written down under.
    case entry(Int64)
}
