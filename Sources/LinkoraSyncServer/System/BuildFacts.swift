internal import CBuild

/// What the build wrote into this program.
enum BuildFacts {
    /// The commit that it was made from, or `unknown`.
    static var commit: String { String(cString: linkora_commit) }
}
