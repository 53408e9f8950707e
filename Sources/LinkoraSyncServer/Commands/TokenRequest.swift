internal import SyncCore

/// What `token` is asked for, as it stands on the command line.
enum TokenRequest: Equatable {
    case add(name: String, scope: TokenScope, term: TokenTerm)
    case list
    case revoke(name: String)

    static let word = "token"
    private static let scopeFlag = "scope"
    private static let expiresFlag = "expires"
    /// Beside those of settings.
    static let flags: Set = [scopeFlag, expiresFlag]

    /// For the help.
    static let usage: [(form: String, meaning: String)] = [
        ("token add NAME", "Makes a token and shows it, this once, on the last line."),
        ("  --scope SCOPE", "full, read (changes nothing) or add (the browser extension). [full]"),
        ("  --expires WHEN", "90d, the last day 2027-01-31 (UTC), or never. [never]"),
        ("token list", "Shows names, scopes, ends, and when and where from each was used last."),
        ("token revoke NAME", "Refuses a token from now on, and closes its device's live connection."),
    ]

    /// - Parameters:
    ///   - words: what follows `token`, without flags.
    ///   - flags: those of settings among them.
    static func read(_ words: [String], _ flags: [String: String]) throws(CommandFailure) -> TokenRequest {
        guard let verb = words.first else { throw usage("Say what to do with tokens: add NAME, list or revoke NAME.") }
        let names = words.dropFirst()
        if verb != "add", let flag = Self.flags.sorted().first(where: { flags[$0] != nil }) {
            throw usage("--\(flag) belongs to `token add`.")
        }
        switch verb {
        case "add":
            return .add(
                name: try name(names, verb), scope: try scope(flags[scopeFlag]), term: try term(flags[expiresFlag]))
        case "revoke": return .revoke(name: try name(names, verb))
        case "list":
            guard let word = names.first else { return .list }
            throw usage("\(word.quoted) is not expected here: `token list` lists all.")
        default: throw usage("`token` knows no \(verb.quoted), only add NAME, list and revoke NAME.")
        }
    }

    private static func name(_ names: ArraySlice<String>, _ verb: String) throws(CommandFailure) -> String {
        guard let name = names.first else { throw usage("Name the token: `token \(verb) NAME`.") }
        guard names.count == 1 else {
            throw usage("One name is expected; put it in quotes when it has blanks: \(verb) '\(joined(names))'.")
        }
        if let problem = TokenProblem.with(name: name) { throw usage(problem.sentence) }
        return name
    }

    private static func joined(_ words: ArraySlice<String>) -> String { words.joined(separator: " ") }

    private static func scope(_ text: String?) throws(CommandFailure) -> TokenScope {
        guard let text else { return .full }
        guard let scope = TokenScope(rawValue: text) else {
            let known = TokenScope.allCases.map(\.rawValue).joined(separator: ", ")
            throw usage("There is no scope \(text.quoted); there are \(known).")
        }
        return scope
    }

    private static func term(_ text: String?) throws(CommandFailure) -> TokenTerm {
        guard let text else { return .never }
        guard let term = TokenTerm(text) else {
            throw usage(
                "--expires \(text.quoted) can't be understood: write days (90d), a last day (2027-01-31) or never.")
        }
        return term
    }

    private static func usage(_ sentence: String) -> CommandFailure { Invocation.usage(sentence) }
}
