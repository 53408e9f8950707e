import Glibc
import SyncTesting

// The figures that this server is held to: one table, each row beside its measure in the same run.

do {
    let arguments = try Arguments(CommandLine.arguments.dropFirst())
    let bench = try Bench(arguments)
    let loadBefore = Machine.load
    var table = Table()
    for row in try Row.chosen(arguments.rows) {
        announce("row \(row.number): \(row.job) …")
        table.add(row, try row.measure(bench))
    }
    print(table.text + "\n" + Machine.sentence(loadBefore: loadBefore))
    exit(table.hasMissed && arguments.isStrict ? 1 : 0)
} catch {
    announce("\(error)")
    exit(1)
}

/// Progress goes to standard error, the table alone to standard output.
func announce(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}
