extension ChildProcess {
    /// What a command that ended by itself left behind.
    public struct Result {
        public let exit: Exit
        public let output: String
        public let errors: String
        public let milliseconds: Int

        public var succeeded: Bool { exit == .code(0) }
    }

    /// Runs a program to its end.
    /// - Throws: when it cannot be started, or has not ended in time (it is killed then).
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String? = nil,
        withinMilliseconds: Int = 60_000
    ) throws -> Result {
        let scratch = try TemporaryFolder()
        let started = MonotonicClock.milliseconds
        let child = try ChildProcess(
            Command(
                program, arguments, environment: environment, folder: folder, outputPath: scratch.file("output"),
                errorPath: scratch.file("errors")))
        guard let exit = child.waitForExit(withinMilliseconds: withinMilliseconds) else {
            throw CannotStart(program: program, reason: "it did not end within \(withinMilliseconds) ms")
        }
        return Result(
            exit: exit, output: try Files.text(scratch.file("output")), errors: try Files.text(scratch.file("errors")),
            milliseconds: Int(MonotonicClock.milliseconds - started))
    }

    /// Where a program lies, `nil` when `PATH` has none of that name.
    public static func find(_ program: String) -> String? {
        let result = try? run("sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin command -v \"$0\"", program])
        guard let result, result.succeeded else { return nil }
        return result.output.split(separator: "\n").first.map(String.init)
    }
}
