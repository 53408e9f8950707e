import Glibc

/// The page that the narration is written on: with emphasis on a terminal, plain in a file.
struct Script {
    private let isTerminal = isatty(1) == 1

    func title(_ text: String) { line(styled(text, "1")) }

    func note(_ text: String) {
        line("")
        line(styled(text, "1;36"))
    }

    func blank() { line("") }

    func say(_ text: String) { line(text) }

    /// Who does what, and what came back.
    func act(_ device: String, _ deed: String, _ outcome: String, isGood: Bool) {
        line("  \(styled(device, "1"))  \(deed)  \(styled("→ \(outcome)", isGood ? "2" : "33"))")
    }

    /// What reached whom.
    func hear(_ device: String, _ news: String) {
        line("       \(styled("⇢ \(device)", "32"))  \(news)")
    }

    /// Written at once, so that a watcher sees each step when it happens.
    private func line(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }

    private func styled(_ text: String, _ style: String) -> String {
        isTerminal ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
    }
}
