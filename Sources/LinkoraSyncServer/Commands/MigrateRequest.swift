/// What `migrate` is asked for, as it stands on the command line.
struct MigrateRequest: Equatable {
    /// One of the two databases.
    struct Side: Equatable {
        let url: String
        let user: String
        let passwordFile: String?
    }

    let source: Side
    let target: Side
    let isDryRun: Bool

    static let word = "migrate"
    static let dryRunFlag = "--dry-run"
    static let flags: Set = ["from", "from-user", "from-password-file", "to", "to-user", "to-password-file"]

    /// For the help.
    static let usage: [(form: String, meaning: String)] = [
        ("migrate --from URL --to URL", "Copies a library with all ids and stamps into an empty database."),
        ("  --from-user NAME", "The user of a network database; --to-user likewise."),
        ("  --from-password-file FILE", "Its password, read from a file; --to-password-file likewise."),
        ("  --dry-run", "Copies nothing and shows what would be copied."),
    ]

    /// - Parameter flags: those that were given, ``flags`` among them only.
    static func read(_ flags: [String: String], isDryRun: Bool) throws(CommandFailure) -> MigrateRequest {
        MigrateRequest(source: try side("from", flags), target: try side("to", flags), isDryRun: isDryRun)
    }

    private static func side(_ name: String, _ flags: [String: String]) throws(CommandFailure) -> Side {
        guard let url = flags[name], !url.isEmpty else {
            throw Invocation.usage("--\(name) is missing: name the database, for example --\(name) sqlite:linkora.db.")
        }
        return Side(url: url, user: flags[name + "-user"] ?? "", passwordFile: flags[name + "-password-file"])
    }
}
