import Glibc
import Synchronization

/// Runs a body for each item on threads of its own: what mostly waits need not wait one after the other.
/// - Returns: what the bodies threw, by the place of the item.
func sideBySide<Item: Sendable>(
    _ items: [Item], threadCount: Int, _ body: @escaping @Sendable (Item) throws -> Void
) -> [Int: any Error] {
    let work = SharedWork(items.count) { place in try body(items[place]) }
    let threads = (0..<threadCount).map { _ in
        var thread = pthread_t()
        let started = pthread_create(
            &thread, nil,
            { context in
                Unmanaged<SharedWork>.fromOpaque(context!).takeRetainedValue().carryOut()
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        precondition(started == 0, "the system gives no thread")
        return thread
    }
    for thread in threads { pthread_join(thread, nil) }
    return work.failures
}

/// Places that several threads take one after the other.
private final class SharedWork: Sendable {
    private let count: Int
    private let body: @Sendable (Int) throws -> Void
    private let next = Atomic(0)
    private let found = Mutex<[Int: any Error]>([:])

    init(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) {
        self.count = count
        self.body = body
    }

    var failures: [Int: any Error] { found.withLock { $0 } }

    func carryOut() {
        while true {
            let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard place < count else { return }
            do { try body(place) } catch { found.withLock { $0[place] = error } }
        }
    }
}
