internal import CLinux
import Glibc
import Synchronization

/// A POSIX thread with a name, which `ps -T` shows, and a small stack.
public final class NamedThread: Sendable {
    /// The C libraries keep their buffers on the heap: 512 KiB are plenty.
    static let stackBytes = 512 * 1_024

    private final class Body {
        let name: String
        let run: @Sendable () -> Void

        public init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: pthread_t

    /// - Parameter name: 15 letters at most.
    public init(name: String, run: @escaping @Sendable () -> Void) throws(TransportError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackBytes)
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var handle = pthread_t()
        let problem = pthread_create(
            &handle, &attributes,
            { context in
                let body = Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()
                NamedThread.nameCurrent(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        guard problem == 0 else {
            body.release()
            throw TransportError(.noResources, "The system gives no thread for “\(name)” (error \(problem)).")
        }
        self.handle = handle
    }

    var isCurrent: Bool { pthread_equal(pthread_self(), handle) != 0 }

    /// Waits for its end; to be called once, from another thread.
    public func join() { pthread_join(handle, nil) }

    static func nameCurrent(_ name: String) { linkora_name_thread(name) }
}
