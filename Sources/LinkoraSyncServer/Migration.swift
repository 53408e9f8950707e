internal import Observing
internal import SQLStore
internal import SyncCore

/// Copies a library from one database to another; see ``LibraryCopy``.
enum Migration {
    static func perform(
        _ source: Settings, _ target: Settings, isDryRun: Bool, progress: (Int64, Int64) -> Void
    ) throws(CommandFailure) -> [MigratedTable] {
        let from = try Composition.openDatabase(source, logger: .none, mayMake: false)
        defer { from.close() }
        do {
            let counts = try Table.allCases.map { ($0, try from.store.count($0)) }
            if isDryRun { return try dryRun(counts, target) }
            let total = counts.reduce(0) { $0 + $1.1 }
            return try copy(from.store, target) { progress($0, total) }
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as StoreError {
            throw CommandFailure(
                sentence: "The library can't be copied: \(error.reason).", exitCode: ExitCode.inputOutput)
        } catch {
            throw CommandFailure(sentence: "The library can't be copied: \(error).", exitCode: ExitCode.inputOutput)
        }
    }

    /// A target where there is no library yet can be reached, or can't: that is seen when it is made.
    private static func dryRun(_ counts: [(Table, Int64)], _ target: Settings) throws -> [MigratedTable] {
        if let to = try? Composition.openDatabase(target, logger: .none, mayMake: false) {
            defer { to.close() }
            try checkIsEmpty(to)
        }
        return counts.map { MigratedTable(name: $0.name, rows: $1, checksum: nil, leftOut: 0) }
    }

    private static func copy(
        _ source: SQLStore, _ target: Settings, progress: (Int64) -> Void
    ) throws -> [MigratedTable] {
        let to = try Composition.openDatabase(target, logger: .none, mayMake: true)
        defer { to.close() }
        try checkIsEmpty(to)
        return try LibraryCopy(from: source, to: to.store).perform(progress: progress).map { report in
            MigratedTable(
                name: report.table.name, rows: report.copied.rows, checksum: report.copied.checksum,
                leftOut: report.leftOut)
        }
    }

    private static func checkIsEmpty(_ target: OpenedLibrary) throws {
        guard try LibraryCopy.isEmpty(target.store) else {
            throw CommandFailure(
                sentence: "The target \(target.shown) holds a library already; nothing was changed. Name an empty one.",
                exitCode: ExitCode.refused)
        }
    }
}
