/// How loud a line is. Quiet at `info` in normal use.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
    case debug, info, notice, warning, error

    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

    public var name: String { "\(self)" }
}

/// Where lines go: text or JSON on standard error in the server, a list in tests.
public protocol LogSink: Sendable {
    /// Writes one line; called from any thread, never throws, never blocks for long.
    func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)])
}

/// Writes log lines: a constant message, and what differs beside it.
///
/// Never pass a token, a link, a title or a note: only ids, counts, sizes, names of routes and peers.
public struct Logger: Sendable {
    private let sink: any LogSink
    public let level: LogLevel

    public init(_ sink: any LogSink, level: LogLevel = .info) {
        self.sink = sink
        self.level = level
    }

    public func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)] = []) {
        guard level >= self.level else { return }
        sink.write(level, message, metadata)
    }

    public func debug(_ message: String, _ metadata: [(String, String)] = []) { log(.debug, message, metadata) }
    public func info(_ message: String, _ metadata: [(String, String)] = []) { log(.info, message, metadata) }
    public func notice(_ message: String, _ metadata: [(String, String)] = []) { log(.notice, message, metadata) }
    public func warning(_ message: String, _ metadata: [(String, String)] = []) { log(.warning, message, metadata) }
    public func error(_ message: String, _ metadata: [(String, String)] = []) { log(.error, message, metadata) }

    /// A logger that writes nothing.
    public static let none = Logger(NoSink(), level: .error)

    private struct NoSink: LogSink {
        func write(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {}
    }
}
