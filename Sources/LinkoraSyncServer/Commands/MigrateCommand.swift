internal import Observing

/// Copies a library from one database into another, and shows what was copied.
struct MigrateCommand {
    private let request: MigrateRequest
    private let workingDirectory: String
    private let composition: Composition

    init(_ request: MigrateRequest, workingDirectory: String, composition: Composition) {
        self.request = request
        self.workingDirectory = workingDirectory
        self.composition = composition
    }

    func run() -> Int32 {
        do throws(CommandFailure) {
            let (source, target) = (try settings(request.source, "from"), try settings(request.target, "to"))
            if source.database == target.database {
                throw CommandFailure(
                    sentence: "--from and --to name the same database.", exitCode: ExitCode.refused)
            }
            let tables = try composition.migrate(source, target, request.isDryRun, Self.show)
            StandardStreams.say(Self.text(tables, isDryRun: request.isDryRun))
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return error.exitCode
        }
    }

    // MARK: The two sides

    private func settings(_ side: MigrateRequest.Side, _ name: String) throws(CommandFailure) -> Settings {
        var settings = Settings()
        switch DatabaseURL.read(side.url) {
        case .wrong(let problem):
            throw CommandFailure(sentence: "--\(name) \(problem).", exitCode: ExitCode.configuration)
        case .url(let url, let warning):
            if let warning { StandardStreams.complain("--\(name) \(warning)\n") }
            settings.database = url.absolute(from: workingDirectory)
        }
        settings.databaseUser = side.user
        if let file = side.passwordFile { settings.databasePassword = try password(file, name) }
        return settings
    }

    private func password(_ file: String, _ name: String) throws(CommandFailure) -> Secret {
        let path = file.path(from: workingDirectory)
        switch SecretFile.read(WholeFile.read(path)) {
        case .success(let secret): return secret
        case .failure(let problem):
            throw CommandFailure(
                sentence: "The file \(path), named by --\(name)-password-file, \(problem.sentence).",
                exitCode: ExitCode.configuration)
        }
    }

    // MARK: What is shown

    /// A bar on a terminal, nothing in a log.
    private static func show(done: Int64, total: Int64) {
        guard StandardStreams.areTerminals else { return }
        let share = total > 0 ? Double(done) / Double(total) : 1
        let full = min(40, Int(share * 40))
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: 40 - full)
        StandardStreams.complain("\r[\(bar)] \(done) of \(total) rows" + (done >= total ? "\n" : ""))
    }

    static func text(_ tables: [MigratedTable], isDryRun: Bool) -> String {
        let total = tables.reduce(0) { $0 + $1.rows }
        let head =
            isDryRun ? "\(total) rows would be copied:" : "\(total) rows were copied, read again and found equal:"
        return ([head] + tables.map(row)).joined(separator: "\n") + "\n"
    }

    private static func row(_ table: MigratedTable) -> String {
        let name = table.name + String(repeating: " ", count: max(1, 24 - table.name.count))
        let rows = String(repeating: " ", count: max(0, 10 - "\(table.rows)".count)) + "\(table.rows)"
        let checksum = table.checksum.map { "  " + String($0, radix: 16) } ?? ""
        let leftOut = table.leftOut > 0 ? "  (\(table.leftOut) of links or tags that are gone were left out)" : ""
        return "  \(name)\(rows)\(checksum)\(leftOut)"
    }
}
