/// A text that must never reach a log, a page or an error: a token, a password.
///
/// Printing it, also as part of something larger, shows dots. Who really needs the text says so with ``reveal()``.
public struct Secret: Sendable {
    private let text: String

    public init(_ text: String) { self.text = text }

    public var isEmpty: Bool { text.isEmpty }

    /// The text itself. Compare it, send it, write it to its own file; never print it.
    public func reveal() -> String { text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public static let mask = "•••"

    public var description: String { Self.mask }
    public var debugDescription: String { Self.mask }
    /// Without it `dump` and the printing of a surrounding value would show the stored text.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
