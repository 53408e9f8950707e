/// Decides when the write-ahead log is carried into the file, and when an operator should hear of it.
///
/// Carrying it over stops where a reader still needs it; such a log grows. Trying again at every commit would cost more
/// each time, so the next try waits until as much has come again.
struct LogWatch: Sendable {
    enum Step: Sendable, Equatable {
        case nothing
        case checkpoint
    }

    enum Line: Sendable, Equatable {
        case grows(bytes: Int64)
        case cutBack
    }

    /// Before the next commit carries the log over again.
    private var pagesOfNextTry: Int
    /// Written since the last time that all of it was carried over.
    private var pages = 0
    private var hasToldThatItGrows = false
    private let limits: SQLiteLimits
    private let bytesPerPage: Int64

    init(_ limits: SQLiteLimits, pageBytes: Int) {
        self.limits = limits
        pagesOfNextTry = limits.logPagesMax
        bytesPerPage = Int64(pageBytes) + 24
    }

    var bytes: Int64 { Int64(pages) * bytesPerPage }

    mutating func committed(pagesInLog: Int) -> Step {
        pages = pagesInLog
        return pagesInLog >= pagesOfNextTry ? .checkpoint : .nothing
    }

    mutating func checkpointed(completely: Bool) {
        if completely { pages = 0 }
        pagesOfNextTry = pages + limits.logPagesMax
    }

    /// What an operator should hear now, each once.
    mutating func line(fileBytes: Int64) -> Line? {
        if !hasToldThatItGrows, fileBytes > limits.logBytesWorthALine {
            hasToldThatItGrows = true
            return .grows(bytes: fileBytes)
        }
        if hasToldThatItGrows, fileBytes <= limits.logBytesKept {
            hasToldThatItGrows = false
            return .cutBack
        }
        return nil
    }

    /// How long an idle writer waits before it carries the log over; `nil` when there is nothing worth it.
    ///
    /// A log that readers hold back is tried again more slowly, but well within a minute of their end.
    func delaySeconds(fileBytes: Int64) -> Int? {
        if fileBytes > limits.logBytesKept { return pages > 0 && pagesOfNextTry > limits.logPagesMax ? 20 : 2 }
        return pages >= limits.logPagesMax / 8 ? 2 : nil
    }
}
