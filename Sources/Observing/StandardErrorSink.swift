internal import Glibc

/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: `2026-11-25T01:02:03Z info message key=value`.
    case text
    /// For programs: one JSON object a line.
    case json
}

/// Writes log lines to standard error, one `write` each, so that lines of several threads don't mix.
///
/// A dead or full log pipe loses lines, never the server: errors are ignored on purpose. `SIGPIPE` must be ignored by the
/// process.
public struct StandardErrorSink: LogSink {
    private let format: LogFormat
    private let secondsSince1970: @Sendable () -> Int64
    private let output: @Sendable ([UInt8]) -> Void

    public init(_ format: LogFormat) {
        self.init(
            format, secondsSince1970: { Int64(time(nil)) },
            output: { line in _ = Glibc.write(STDERR_FILENO, line, line.count) })
    }

    /// - Parameters:
    ///   - secondsSince1970: the clock.
    ///   - output: takes one line, its line end included.
    public init(
        _ format: LogFormat, secondsSince1970: @escaping @Sendable () -> Int64,
        output: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.format = format
        self.secondsSince1970 = secondsSince1970
        self.output = output
    }

    public func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        let line = LogLine(
            secondsSince1970: secondsSince1970(), level: level, message: message, metadata: metadata)
        output(format == .json ? line.json : line.text)
    }
}
