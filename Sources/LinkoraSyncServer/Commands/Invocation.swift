/// What the command line asks for.
enum Invocation: Equatable {
    /// A command that works with settings.
    case run(Command, flags: [String: String])
    case help
    case version

    /// - Parameter arguments: without the program's name.
    /// - Throws: ``CommandFailure`` with a sentence that names what is unknown.
    static func read(_ arguments: [String]) throws(CommandFailure) -> Invocation {
        if arguments.contains("--help") || arguments.contains("-h") || arguments.first == "help" { return .help }
        if arguments.contains("--version") || arguments.first == "version" { return .version }
        var rest = arguments[...]
        var command = Command.serve
        if let first = rest.first, !first.hasPrefix("-") {
            guard let named = Command(rawValue: first) else {
                throw usage("There is no command \(first.quoted); there are \(Command.allInWords).")
            }
            command = named
            rest.removeFirst()
        }
        return .run(command, flags: try readFlags(rest))
    }

    /// `--flag value` and `--flag=value`; of a flag given twice the last one counts, as people append to scripts.
    private static func readFlags(_ arguments: ArraySlice<String>) throws(CommandFailure) -> [String: String] {
        var flags: [String: String] = [:]
        var rest = arguments
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                throw usage("\(argument.quoted) is not expected here; flags begin with two dashes.")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let flag = String(parts[0])
            guard Self.knownFlags.contains(flag) else { throw usage("There is no flag \(argument.quoted).") }
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw usage("--\(flag) needs a value.")
            }
            flags[flag] = value
        }
        return flags
    }

    private static let knownFlags = Set(
        [SettingsLoader.configFlag] + Setting.all.flatMap { [$0.flag] + ($0.flagOfFile.map { [$0] } ?? []) })

    private static func usage(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence: sentence + " Try --help.", exitCode: ExitCode.usage)
    }
}

/// The commands, in the order of the help.
enum Command: String, CaseIterable {
    case serve, check, status

    var meaning: String {
        switch self {
        case .serve: "Runs the server; what happens without a command, too."
        case .check: "Shows the effective settings, where each comes from, and what is wrong with them."
        case .status: "Asks the running server how it is, or looks into the database when none runs."
        }
    }

    static var allInWords: String { allCases.map { $0.rawValue }.joined(separator: ", ") }
}
