/// How a command that says one thing ends.
enum CommandOutcome {
    /// Says the text on standard output, or complains on standard error.
    /// - Returns: the program's exit code.
    static func exitCode(saying text: () throws(CommandFailure) -> String) -> Int32 {
        do throws(CommandFailure) {
            StandardStreams.say(try text())
            return ExitCode.success
        } catch {
            StandardStreams.complain(error.sentence + "\n")
            return error.exitCode
        }
    }
}
