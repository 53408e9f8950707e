import SyncSimulator

/// Histories that broke something once, here or by the original's rules, and hold now. A seed stays when what it found is
/// mended.
enum KnownSeeds {
    struct Known: Sendable {
        let seed: UInt64
        let tokens: TokenKind
        let only: Fault?

        init(_ seed: UInt64, _ tokens: TokenKind, only: Fault? = nil) {
            self.seed = seed
            self.tokens = tokens
            self.only = only
        }
    }

    static let all: [Known] = [
        // Break the original's rules.
        Known(7, .device), Known(8, .device), Known(11, .device), Known(17, .device), Known(20, .device),
        Known(29, .device), Known(30, .device), Known(33, .device),
    ]
}
