internal import Glibc

/// A file descriptor that is closed when its owner goes.
struct Descriptor: ~Copyable {
    let number: Int32

    /// - Throws: the failure of the call that was to open it.
    init(_ number: Int32) throws(SystemFailure) {
        guard number >= 0 else { throw .last }
        self.number = number
    }

    deinit { close(number) }

    /// Up to so many bytes; empty at the end.
    borrowing func read(bytesMax: Int) throws(SystemFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        while true {
            let count = Glibc.read(number, &buffer, bytesMax)
            if count >= 0 { return Array(buffer.prefix(count)) }
            guard errno == EINTR else { throw .last }
        }
    }

    borrowing func writeAll(_ bytes: [UInt8]) throws(SystemFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(number, rest, rest.count)
            if count >= 0 { rest.removeFirst(count) } else if errno != EINTR { throw .last }
        }
    }

    /// Hands the descriptor to somebody who closes it, or never does.
    consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}
