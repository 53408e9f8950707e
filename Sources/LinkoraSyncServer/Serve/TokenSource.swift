internal import Observing
internal import Synchronization

/// The token that counts just now, also after somebody edits the file that holds it (PROTOCOL §1.1).
///
/// No request touches a file: the kernel tells when one of the folders has changed. A request whose token does not match
/// asks with ``refreshIfChanged()`` whether such news wait, so that an edit counts from the very next request on.
final class TokenSource: Sendable {
    private struct State {
        var token: [UInt8]
        /// The last problem that was logged.
        var problem: String?
    }

    private let state: Mutex<State>
    private let reload: @Sendable () -> Result<Secret, CommandFailure>
    private let files: WatchedFiles?
    private let logger: Logger

    /// - Parameters:
    ///   - files: whose change may change the token; none when it came from a flag or a variable.
    ///   - reload: reads the token anew, or says in a sentence why it can't.
    init(
        _ token: Secret, files: [String] = [], logger: Logger = .none,
        reload: @escaping @Sendable () -> Result<Secret, CommandFailure> = { .success(Secret("")) }
    ) {
        self.reload = reload
        self.logger = logger
        self.files = Self.watch(files, logger)
        // After the watch began the file is read once more: no change falls between two looks.
        let latest = files.isEmpty ? nil : try? reload().get()
        state = Mutex(State(token: Array((latest ?? token).reveal().utf8)))
    }

    private static func watch(_ files: [String], _ logger: Logger) -> WatchedFiles? {
        if files.isEmpty { return nil }
        do throws(SystemFailure) {
            return try WatchedFiles(files)
        } catch {
            logger.warning(
                "a change of the token will count after a restart: its folder can't be watched",
                [("reason", "\(error)")])
            return nil
        }
    }

    /// The bytes that a request must bring.
    var current: [UInt8] { state.withLock { $0.token } }

    /// What the edge should watch; when readable, ``refreshIfChanged()`` is to be called.
    var descriptor: Int32? { files?.descriptor }

    /// Reads the token again if its file has changed. A file that is broken just now changes nothing and is logged once.
    /// - Returns: whether the token is another one than before.
    @discardableResult
    func refreshIfChanged() -> Bool {
        guard let files else { return false }
        return state.withLock { state in files.takeChanges() ? take(reload(), into: &state) : false }
    }

    private func take(_ result: Result<Secret, CommandFailure>, into state: inout State) -> Bool {
        switch result {
        case .success(let secret):
            let token = Array(secret.reveal().utf8)
            let isAnother = token != state.token
            if isAnother || state.problem != nil {
                logger.notice("the configuration was read again", [("token", isAnother ? "changed" : "the same")])
            }
            state.problem = nil
            state.token = token
            return isAnother
        case .failure(let failure):
            if state.problem != failure.sentence {
                logger.error(
                    "the configuration can't be read; the last good token goes on", [("reason", failure.sentence)])
            }
            state.problem = failure.sentence
            return false
        }
    }
}
