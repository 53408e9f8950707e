/// What `certificate` is asked for, as it stands on the command line.
enum CertificateRequest: Equatable {
    case show
    case renew(makesAuthority: Bool)
    /// Without a path: PEM to standard output.
    case export(path: String?)
    case `import`(path: String)

    static let word = "certificate"
    private static let authorityFlag = "authority"
    /// Those without a value.
    static let switches: Set = [authorityFlag]

    /// For the help.
    static let usage: [(form: String, meaning: String)] = [
        ("certificate show", "Shows what devices import, what the server shows, and what is to do."),
        ("certificate renew", "Reads everything anew and issues the server's certificate anew, at once."),
        ("  --authority", "Makes a new authority, too: each device must import its certificate."),
        ("certificate export [FILE]", "Writes what devices import: .cer, .pem; with its key: .p12, .jks."),
        ("certificate import FILE", "Takes over an authority or a keystore with its key: .pem, .p12, .jks."),
    ]

    /// - Parameters:
    ///   - words: what follows `certificate`, without flags.
    ///   - switches: those of ``switches`` that were given.
    static func read(_ words: [String], _ switches: Set<String>) throws(CommandFailure) -> CertificateRequest {
        guard let verb = words.first else {
            throw Invocation.usage("Say what to do with certificates: show, renew, export [FILE] or import FILE.")
        }
        let paths = words.dropFirst()
        if verb != "renew", !switches.isEmpty { throw Invocation.usage("--authority belongs to `certificate renew`.") }
        guard paths.count <= (["export", "import"].contains(verb) ? 1 : 0) else {
            throw Invocation.usage("\(paths.last?.quoted ?? "") is not expected here.")
        }
        switch verb {
        case "show": return .show
        case "renew": return .renew(makesAuthority: switches.contains(authorityFlag))
        case "export": return .export(path: paths.first)
        case "import":
            guard let path = paths.first else { throw Invocation.usage("Name the file: `certificate import FILE`.") }
            return .import(path: path)
        default:
            throw Invocation.usage("`certificate` knows no \(verb.quoted), only show, renew, export and import.")
        }
    }
}
