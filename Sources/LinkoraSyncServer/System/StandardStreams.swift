internal import Glibc

/// Standard input, output and error.
enum StandardStreams {
    /// Opens what came closed on `/dev/null`: the next file would get its number, and log lines would go into a database.
    static func openMissing() {
        for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(number, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Whether a person can be asked.
    static var areTerminals: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Writes to standard output; whoever closed it misses it.
    static func say(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes to standard error.
    static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = Glibc.write(descriptor, Array(bytes), bytes.count)
            guard count > 0 || errno == EINTR else { return }
            bytes = bytes.dropFirst(max(0, count))
        }
    }

    /// A line from standard input, without its end; `nil` at the end of the input.
    static func hear() -> String? { readLine() }
}
