import Glibc

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Waits for what other threads do, five seconds at most.
func eventually(_ what: String, _ isSo: () -> Bool) throws {
    for _ in 0..<1_000 {
        if isSo() { return }
        usleep(5_000)
    }
    throw NeverHappened(description: "never happened: \(what)")
}
