internal import JSONText
internal import Observing

/// Reads every setting from the source that counts: flags before variables or the file (never both), before defaults.
///
/// Collects all that is wrong instead of stopping at the first, so that a file is mended in one go.
struct SettingsReader {
    private let sources: SettingsSources
    private var report = SettingsReport()

    static func read(_ sources: SettingsSources) -> SettingsReport {
        var reader = SettingsReader(sources: sources)
        reader.report.configFilePath = sources.usesEnvironment ? nil : sources.configFile?.path
        reader.checkMode()
        for setting in Setting.all { reader.read(setting) }
        reader.report.errors += reader.report.settings.contradictions
        reader.warnOfUnknownVariables()
        reader.makePathsAbsolute()
        return reader.report
    }

    private init(sources: SettingsSources) { self.sources = sources }

    // MARK: One setting

    /// A text that was found for a setting.
    private struct Found {
        let text: String
        let origin: SettingsReport.Origin
        /// How a sentence about it begins.
        let subject: String
    }

    private mutating func read(_ setting: Setting) {
        let errorsBefore = report.errors.count
        guard let found = find(setting) else {
            if setting.isRequired, report.errors.count == errorsBefore { report.errors.append(missing(setting)) }
            report.entries.append(.init(setting: setting, shown: setting.defaultText, origin: .byDefault))
            return
        }
        var shown = setting.isSecret ? (found.text.isEmpty ? "" : Secret.mask) : found.text.withoutBlanksAround
        switch setting.accept(found.text, &report.settings) {
        case .taken: break
        case .tolerated(let oddity):
            report.warnings.append("\(found.subject) \(oddity)")
            if oddity.hasSuffix(" is used") { shown = setting.defaultText }
        case .wrong(let problem): report.errors.append("\(found.subject) \(problem)")
        }
        report.entries.append(.init(setting: setting, shown: shown, origin: found.origin))
    }

    private mutating func find(_ setting: Setting) -> Found? {
        if let found = findFlag(setting) { return found }
        return sources.usesEnvironment ? findVariable(setting) : findInFile(setting)
    }

    private mutating func findFlag(_ setting: Setting) -> Found? {
        choose(
            direct: sources.flags[setting.flag].map {
                Found(text: $0, origin: .flag(setting.flag), subject: "--\(setting.flag)")
            },
            file: setting.flagOfFile.flatMap { name in sources.flags[name].map { ("--\(name)", $0) } })
    }

    private mutating func findVariable(_ setting: Setting) -> Found? {
        let name = setting.environmentName
        return choose(
            direct: sources.environment[name].map { Found(text: $0, origin: .environment(name: name), subject: name) },
            file: setting.environmentNameOfFile.flatMap { name in sources.environment[name].map { (name, $0) } })
    }

    private mutating func findInFile(_ setting: Setting) -> Found? {
        guard let file = sources.configFile else { return nil }
        let direct = text(of: setting.key, in: file, isNumber: setting.isNumber).map {
            Found(text: $0, origin: .file(path: file.path), subject: "\(setting.key) in \(file.path)")
        }
        let named = setting.keyOfFile.flatMap { key in
            text(of: key, in: file, isNumber: false).map { ("\(key) in \(file.path)", $0) }
        }
        // An original's file may hold an empty secret beside the name of a file that was added later.
        return choose(direct: direct.flatMap { $0.text.isEmpty && named != nil ? nil : $0 }, file: named)
    }

    /// A secret is given itself or by the name of its file, not by both.
    private mutating func choose(direct: Found?, file: (name: String, path: String)?) -> Found? {
        guard let file, !file.path.isEmpty else { return direct }
        if let direct {
            report.errors.append("\(direct.subject) and \(file.name) both say the same thing: remove one of them")
            return direct
        }
        let path = file.path.path(from: sources.workingDirectory)
        switch SecretFile.read(sources.readFile(path)) {
        case .success(let secret):
            return Found(
                text: secret.reveal(), origin: .secretFile(path: path, namedBy: file.name),
                subject: "the file \(path), named by \(file.name),")
        case .failure(let problem):
            report.errors.append("the file \(path), named by \(file.name), \(problem.sentence)")
            return nil
        }
    }

    /// A value of the file as text; `null` counts as absent.
    private mutating func text(of key: String, in file: ConfigFile, isNumber: Bool) -> String? {
        switch file.values[key] {
        case nil, .null: return nil
        case .string(let text):
            if isNumber, Int64(text) != nil {
                report.warnings.append("\(key) in \(file.path) is a number in quotes; write it without them")
            }
            return text
        case .integer(let number): return "\(number)"
        case .number(let text): return text
        case .boolean(let truth): return "\(truth)"
        case .array, .object:
            report.errors.append("\(key) in \(file.path) is a list or an object: write one value")
            return nil
        }
    }

    private func missing(_ setting: Setting) -> String {
        let (first, rest) = (setting.meaning.prefix(1).lowercased(), setting.meaning.dropFirst().dropLast())
        return "\(subjectOfMissing(setting)) (\(first)\(rest))"
    }

    private func subjectOfMissing(_ setting: Setting) -> String {
        if sources.usesEnvironment {
            let orFile = setting.environmentNameOfFile.map { " or \($0)" } ?? ""
            return "\(setting.environmentName) is not set: set it\(orFile)"
        }
        guard let file = sources.configFile else { return "--\(setting.flag) is missing: add it" }
        return "\(setting.key) is missing in \(file.path): add it"
    }

    // MARK: All together

    private mutating func checkMode() {
        report.warnings += sources.configFile?.warnings ?? []
        let name = SettingsSources.modeVariable
        guard let mode = sources.environment[name], !mode.isEmpty else { return }
        if !["true", "false"].contains(mode.lowercased()) {
            report.errors.append("\(name) is \(mode.quoted): write true to use variables instead of the file, or false")
        } else if mode != mode.lowercased() {
            report.warnings.append("\(name) is \(mode.quoted); write it in small letters")
        }
    }

    private mutating func warnOfUnknownVariables() {
        let known = Set(Setting.all.flatMap { [$0.environmentName] + ($0.environmentNameOfFile.map { [$0] } ?? []) })
        let names = sources.environment.keys.filter { $0.hasPrefix("LINKORA_") && $0 != SettingsSources.modeVariable }
        if sources.usesEnvironment {
            let unknown = names.filter { !known.contains($0) && !Self.isServiceLink($0) }.sorted()
            if unknown.isEmpty { return }
            report.warnings.append("unknown variables are left out: \(unknown.joined(separator: ", "))")
        } else {
            let unused = names.filter { known.contains($0) && !Self.isServiceLink(sources.environment[$0] ?? "") }
                .sorted()
            if unused.isEmpty { return }
            report.warnings.append(
                "\(unused.joined(separator: ", ")) set, but variables count only with \(SettingsSources.modeVariable)=true"
            )
        }
    }

    /// What Kubernetes and old Docker links put into every container, by name or by value.
    private static func isServiceLink(_ text: String) -> Bool {
        text.contains("://")
            || ["_SERVICE_HOST", "_SERVICE_PORT", "_TCP", "_ADDR", "_PROTO", "_TCP_PORT"].contains {
                text.hasSuffix($0)
            } || text.contains("_SERVICE_PORT_")
    }

    private mutating func makePathsAbsolute() {
        report.settings.database = report.settings.database.absolute(from: sources.workingDirectory)
        report.settings.https.makePathsAbsolute(
            from: sources.workingDirectory, database: report.settings.database)
    }
}
