import CLinux
import Glibc

/// A thread with a name and one job, joined by whoever started it.
final class NamedThread: Sendable {
    private static let stackBytes = 512 * 1_024

    private final class Job: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private let thread: pthread_t

    /// - Parameter name: 15 letters at most, as tools show it.
    init(_ name: String, _ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        var thread = pthread_t()
        let job = Unmanaged.passRetained(Job(name, body))
        let result = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
                pthread_setname_np(pthread_self(), job.name)
                job.body()
                return nil
            }, job.toOpaque())
        precondition(result == 0, "the system gives no thread")
        pthread_attr_destroy(&attributes)
        self.thread = thread
    }

    func join() { pthread_join(thread, nil) }
}
