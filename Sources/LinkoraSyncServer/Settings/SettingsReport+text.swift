internal import SQLiteDriver

extension DatabaseURL {
    /// Where the database is, for people.
    var shown: String {
        switch self {
        case .sqlite(let path): path
        case .network(let url): url.shown
        }
    }

    /// The unix socket on which a running server answers our other commands.
    var controlSocketPath: String {
        switch self {
        case .sqlite(let path): DatabaseFiles.controlSocket(of: path)
        case .network(let url): url.folder + "/linkora-database.sock"
        }
    }
}

extension SettingsReport {
    func origin(of setting: Setting) -> Origin {
        entries.first { $0.setting.key == setting.key }?.origin ?? .byDefault
    }
}

extension CommandFailure {
    /// All that is wrong with the settings, a line each.
    init(wrongSettings report: SettingsReport) {
        let lines = report.errors.map { $0.hasSuffix(".") ? $0 : $0 + "." }
        self.init(sentence: lines.joined(separator: "\n"), exitCode: ExitCode.configuration)
    }
}
