import Glibc

/// Runs something on a thread of its own.
func startThread(_ body: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let context = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let problem = pthread_create(
        &handle, nil,
        { context in
            Unmanaged<ThreadBody>.fromOpaque(context!).takeRetainedValue().run()
            return nil
        }, context)
    guard problem == 0 else { fatalError("no thread: error \(problem)") }
    pthread_detach(handle)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
