/// Finds and reads the sources of the settings; may be asked again later, when a file has changed.
struct SettingsLoader: Sendable {
    let flags: [String: String]
    let environment: [String: String]
    let workingDirectory: String
    let binaryDirectory: String?

    /// The flag that names the configuration file.
    static let configFlag = "config"

    var location: ConfigLocation {
        .find(
            named: flags[Self.configFlag], workingDirectory: workingDirectory, binaryDirectory: binaryDirectory,
            exists: WholeFile.exists)
    }

    /// Without the configuration file.
    var sources: SettingsSources {
        SettingsSources(flags: flags, environment: environment, workingDirectory: workingDirectory)
    }

    /// Reads everything anew. A file that can't be read is one of the errors.
    func load() -> SettingsReport {
        var sources = sources
        guard !sources.usesEnvironment, case .found(let path) = location else { return SettingsReader.read(sources) }
        switch Self.readFile(path) {
        case .success(let file):
            sources.configFile = file
            return SettingsReader.read(sources)
        case .failure(let problem):
            var report = SettingsReport()
            report.configFilePath = path
            report.errors = [problem.sentence]
            return report
        }
    }

    /// Whether there is nothing to start on yet: neither file nor variables, and the flags don't say enough.
    var needsFirstConfig: Bool {
        if sources.usesEnvironment { return false }
        guard case .absent = location else { return false }
        return Setting.all.contains { setting in
            setting.isRequired && flags[setting.flag] == nil && setting.flagOfFile.flatMap { flags[$0] } == nil
        }
    }

    private static func readFile(_ path: String) -> Result<ConfigFile, ConfigFileProblem> {
        switch WholeFile.read(path) {
        case .success(let bytes): ConfigFile.read(bytes, path: path)
        case .failure(let problem):
            .failure(
                ConfigFileProblem(
                    sentence: "The configuration file \(path) \(problem.sentence). "
                        + "Let the user that this server runs as read it, or name another with --config FILE."))
        }
    }
}
