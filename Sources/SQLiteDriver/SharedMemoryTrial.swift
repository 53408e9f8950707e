import Glibc
import SyncCore

/// Tries whether files beside the database can be memory that processes share, before SQLite notes in the database that
/// it uses a write-ahead log, which needs that.
enum SharedMemoryTrial {
    static func run(beside path: String) throws(StoreError) {
        let trial = path + "-shm"
        let descriptor = open(trial, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw refusal(path, errno) }
        defer {
            close(descriptor)
            unlink(trial)
        }
        let block = [UInt8](repeating: 0, count: 4_096)
        guard pwrite(descriptor, block, block.count, 0) == block.count else { throw refusal(path, errno) }
        guard let memory = mmap(nil, block.count, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else { throw refusal(path, errno) }
        munmap(memory, block.count)
    }

    private static func refusal(_ path: String, _ systemError: Int32) -> StoreError {
        switch systemError {
        case ENOSPC, EDQUOT: Refusal.full(path)
        default: Refusal.noSharedMemory(path, String(cString: strerror(systemError)))
        }
    }
}
