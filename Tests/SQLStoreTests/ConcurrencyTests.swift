import Glibc
import SQLStore
import SQLiteDriver
import SyncCore
import Synchronization
import Testing

/// One thread writes pairs of rows, others read: never is half a pair seen, and no state goes back.
@Suite struct ConcurrencyTests {
    @Test func readersSeeWholeTransactionsOnly() throws {
        let folder = TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.path + "/links.db", idBase: 0)
        defer { database.close() }
        let work = Work(database)
        let readers = (0..<4).map { _ in Thread { work.read() } }
        for round in 1...200 {
            try database.store.write { transaction in
                for name in ["a", "b"] {
                    try transaction.insert(
                        .tags, [Assignment(.tagName, .text(name)), Assignment(.tagStamp, .integer(Int64(round)))])
                }
            }
        }
        work.isOver.store(true, ordering: .releasing)
        for reader in readers { reader.join() }
        #expect(work.mistakes.withLock { $0 } == [])
        #expect(work.reads.load(ordering: .acquiring) > 0)
    }

    private final class Work: Sendable {
        let database: SQLiteDatabase
        let isOver = Atomic<Bool>(false)
        let reads = Atomic<Int>(0)
        let mistakes = Mutex<[String]>([])

        init(_ database: SQLiteDatabase) { self.database = database }

        func read() {
            var last = 0
            repeat {
                do {
                    let snapshot = try database.store.snapshot()
                    let query = Query(.tags, [.tagStamp], where: .after(.tagStamp, 0))
                    let first = try snapshot.all(query) { $0.integer(0) }.count
                    let second = try snapshot.all(query) { $0.integer(0) }.count
                    snapshot.close()
                    let isRight = first == second && first % 2 == 0 && first >= last
                    if !isRight { mistakes.withLock { $0.append("\(last) \(first) \(second)") } }
                    last = first
                    reads.wrappingAdd(1, ordering: .relaxed)
                } catch { mistakes.withLock { $0.append("\(error)") } }
            } while !isOver.load(ordering: .acquiring)
        }
    }

    private final class Thread {
        private var thread = pthread_t()

        init(_ body: @escaping @Sendable () -> Void) {
            let box = Unmanaged.passRetained(Box(body))
            let result = pthread_create(
                &thread, nil,
                { pointer in
                    Unmanaged<Box>.fromOpaque(pointer!).takeRetainedValue().body()
                    return nil
                }, box.toOpaque())
            precondition(result == 0, "no thread")
        }

        func join() { pthread_join(thread, nil) }
    }

    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
