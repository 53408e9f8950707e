import Dispatch
import Glibc
import SyncTesting

/// A server that says what a test tells it to: for each connection, in order, what to answer to each request.
final class ScriptedServer {
    let port: UInt16
    private let listener: Int32

    /// - Parameter answer: the bytes for a request (its head as text); an empty answer ends the connection.
    init(connections: Int = 1, answer: @escaping @Sendable (String) -> [UInt8]) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw NetworkError.cannotConnect(host: "127.0.0.1", port: 0, reason: lastErrorText()) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        // A queue of its own has a thread of its own, however busy the others are.
        DispatchQueue(label: "scripted server").async { Self.serve(connections, of: listener, answer) }
    }

    deinit { close(listener) }

    private static func serve(_ connections: Int, of listener: Int32, _ answer: (String) -> [UInt8]) {
        for _ in 0..<connections { serve(accept(listener, nil, nil), answer) }
    }

    private static func serve(_ descriptor: Int32, _ answer: (String) -> [UInt8]) {
        defer { close(descriptor) }
        var received: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &block, block.count, 0)
            guard count > 0 else { return }
            received += block[..<count]
            guard received.firstRange(of: Array("\r\n\r\n".utf8)) != nil else { continue }
            let reply = answer(String(decoding: received, as: UTF8.self))
            received = []
            guard !reply.isEmpty else { return }
            _ = send(descriptor, reply, reply.count, Int32(MSG_NOSIGNAL))
        }
    }
}
