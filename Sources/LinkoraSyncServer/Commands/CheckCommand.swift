internal import Observing

/// Shows what the server would start with, without starting it or making anything.
struct CheckCommand {
    let loader: SettingsLoader

    func run() -> Int32 {
        var report = loader.needsFirstConfig ? nil : loader.load()
        if let settings = report?.settings, report?.errors.isEmpty == true {
            report?.warnings += problemsWithCertificates(settings)
        }
        StandardStreams.say(Self.source(loader) + (report.map(Self.text) ?? Self.firstStart))
        return report?.errors.isEmpty == false ? ExitCode.configuration : ExitCode.success
    }

    private func problemsWithCertificates(_ settings: Settings) -> [String] {
        guard settings.https.isEnabled else { return [] }
        let keeper = loader.certificateKeeper(settings, mayMake: false, .none)
        keeper.begin()
        return keeper.problems
    }

    /// Where settings are read from.
    private static func source(_ loader: SettingsLoader) -> String {
        if loader.sources.usesEnvironment {
            return "Settings from variables (\(SettingsSources.modeVariable)=true)\n\n"
        }
        switch loader.location {
        case .found(let path): return "Settings from \(path)\n\n"
        case .absent(let path): return "There is no configuration file; the first start makes \(path).\n\n"
        }
    }

    private static let firstStart = "Nothing is wrong: it will hold defaults and a new token.\n"

    /// A table of settings, then warnings, then errors.
    static func text(_ report: SettingsReport) -> String {
        var lines = report.entries.map(row)
        if !lines.isEmpty { lines.append("") }
        lines += report.warnings.map { "warning: \($0)" }
        lines += report.errors.map { "error: \($0)" }
        lines.append(verdict(report))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ entry: SettingsReport.Entry) -> String {
        let shown = entry.shown.isEmpty ? "-" : entry.shown.quotedIfOdd
        return "\(entry.setting.key.padded(22)) \(shown.padded(28)) \(entry.origin)"
    }

    private static func verdict(_ report: SettingsReport) -> String {
        switch (report.errors.count, report.warnings.count) {
        case (0, 0): "Nothing is wrong."
        case (0, let warnings): "Nothing is wrong, \(warnings) to look at."
        case (let errors, _): "\(errors) to mend; the server will not start."
        }
    }
}

extension String {
    func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }

    /// Values that could move a terminal's cursor are shown in quotes.
    fileprivate var quotedIfOdd: String {
        unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) } ? self : quoted
    }
}
