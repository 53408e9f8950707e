/// Effective settings, where each came from, and everything odd about them.
struct SettingsReport: Sendable {
    /// Where a value came from.
    enum Origin: Equatable, Sendable {
        case byDefault
        case file(path: String)
        case environment(name: String)
        case flag(String)
        /// A file of its own, named by one of the others.
        case secretFile(path: String, namedBy: String)
    }

    struct Entry: Sendable {
        let setting: Setting
        /// Secrets are masked already.
        let shown: String
        let origin: Origin
    }

    var settings = Settings()
    var entries: [Entry] = []
    /// What was tolerated, one sentence each, without a full stop.
    var warnings: [String] = []
    /// What must be mended, one sentence each, without a full stop. ``settings`` may be used when there are none.
    var errors: [String] = []

    /// The files that hold the token: a change in one of them may change it.
    var tokenFiles: [String] {
        switch entries.first(where: { $0.setting.key == Setting.authToken.key })?.origin {
        case .file(let path): [path]
        case .secretFile(let path, _): [path] + (configFilePath.map { [$0] } ?? [])
        case .byDefault, .environment, .flag, nil: []
        }
    }

    /// The configuration file that was read.
    var configFilePath: String?
}

extension SettingsReport.Origin: CustomStringConvertible {
    var description: String {
        switch self {
        case .byDefault: "default"
        case .file(let path): path
        case .environment(let name): name
        case .flag(let flag): "--\(flag)"
        case .secretFile(let path, let name): "\(path), named by \(name)"
        }
    }
}
