/// What the command line asks for.
enum Invocation: Equatable {
    /// A command that works with settings.
    case run(Command, flags: [String: String])
    case token(TokenRequest, flags: [String: String])
    case certificate(CertificateRequest, flags: [String: String])
    case migrate(MigrateRequest)
    case help
    case version

    /// - Parameter arguments: without the program's name.
    /// - Throws: ``CommandFailure`` with a sentence that names what is unknown.
    static func read(_ arguments: [String]) throws(CommandFailure) -> Invocation {
        if arguments.contains("--help") || arguments.contains("-h") || arguments.first == "help" { return .help }
        if arguments.contains("--version") || arguments.first == "version" { return .version }
        if arguments.first == MigrateRequest.word { return try readMigrate(arguments.dropFirst()) }
        if arguments.first == TokenRequest.word { return try readToken(arguments.dropFirst()) }
        if arguments.first == CertificateRequest.word { return try readCertificate(arguments.dropFirst()) }
        var rest = arguments[...]
        var command = Command.serve
        if let first = rest.first, !first.hasPrefix("-") {
            guard let named = Command(rawValue: first) else {
                throw usage("There is no command \(first.quoted); there are \(Command.allInWords).")
            }
            command = named
            rest.removeFirst()
        }
        let (words, flags) = try split(rest, knownFlags)
        if let word = words.first { throw usage("\(word.quoted) is not expected here; flags begin with two dashes.") }
        return .run(command, flags: flags)
    }

    private static func readToken(_ arguments: ArraySlice<String>) throws(CommandFailure) -> Invocation {
        var (words, flags) = try split(arguments, knownFlags.union(TokenRequest.flags))
        let request = try TokenRequest.read(words, flags)
        for flag in TokenRequest.flags { flags[flag] = nil }
        return .token(request, flags: flags)
    }

    private static func readCertificate(_ arguments: ArraySlice<String>) throws(CommandFailure) -> Invocation {
        let isSwitch = { (word: String) in
            word.hasPrefix("--") && CertificateRequest.switches.contains(String(word.dropFirst(2)))
        }
        let (words, flags) = try split(arguments.filter { !isSwitch($0) }[...], knownFlags)
        let switches = Set(arguments.filter(isSwitch).map { String($0.dropFirst(2)) })
        return .certificate(try CertificateRequest.read(words, switches), flags: flags)
    }

    private static func readMigrate(_ arguments: ArraySlice<String>) throws(CommandFailure) -> Invocation {
        let isDryRun = arguments.contains(MigrateRequest.dryRunFlag)
        let (words, flags) = try split(arguments.filter { $0 != MigrateRequest.dryRunFlag }[...], MigrateRequest.flags)
        if let word = words.first { throw usage("\(word.quoted) is not expected here; flags begin with two dashes.") }
        return .migrate(try MigrateRequest.read(flags, isDryRun: isDryRun))
    }

    /// `--flag value` and `--flag=value`; of a flag given twice the last one counts, as people append to scripts.
    private static func split(
        _ arguments: ArraySlice<String>, _ known: Set<String>
    ) throws(CommandFailure) -> (words: [String], flags: [String: String]) {
        var words: [String] = []
        var flags: [String: String] = [:]
        var rest = arguments
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-") else {
                words.append(argument)
                continue
            }
            guard argument.hasPrefix("--") else {
                throw usage("\(argument.quoted) is not expected here; flags begin with two dashes.")
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let flag = String(parts[0])
            guard known.contains(flag) else { throw usage("There is no flag \(argument.quoted).") }
            guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
                throw usage("--\(flag) needs a value.")
            }
            flags[flag] = value
        }
        return (words, flags)
    }

    private static let knownFlags = Set(
        [SettingsLoader.configFlag] + Setting.all.flatMap { [$0.flag] + ($0.flagOfFile.map { [$0] } ?? []) })

    static func usage(_ sentence: String) -> CommandFailure {
        CommandFailure(sentence: sentence + " Try --help.", exitCode: ExitCode.usage)
    }
}

/// The commands, in the order of the help.
enum Command: String, CaseIterable {
    case serve, check, status, healthcheck

    var meaning: String {
        switch self {
        case .serve: "Runs the server; what happens without a command, too."
        case .check: "Shows the effective settings, where each comes from, and what is wrong with them."
        case .status: "Asks the running server how it is, or looks into the database when none runs."
        case .healthcheck: "Asks the running server whether it answers; ends with 0 or 1."
        }
    }

    static var allInWords: String {
        (allCases.map { $0.rawValue } + [TokenRequest.word, CertificateRequest.word, MigrateRequest.word])
            .joined(separator: ", ")
    }
}
