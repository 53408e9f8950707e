import Glibc
import Synchronization
import Testing
import Transport

@Suite struct ListenerTests {
    @Test func replacesListenersAndKeepsConnections() throws {
        let server = try RunningServer()
        let kept = try server.client()
        #expect(try kept.ask(get).status == 200)
        let second = try server.server.listen(.http, on: [ListenAddress(host: nil, port: 0)])[0].port
        #expect(second != server.port)
        #expect(try kept.ask(get).status == 200)
        #expect(throws: RawClient.Failure.self) { try server.client() }
        #expect(try RawClient(port: second).ask(get).status == 200)
        // From every address to one of them, on the same port.
        _ = try server.server.listen(.http, on: [ListenAddress(host: nil, port: second)])
        #expect(try RawClient(port: second).ask(get).status == 200)
        let bound = try server.server.listen(.http, on: [ListenAddress(host: "127.0.0.1", port: second)])
        #expect(bound == [ListenAddress(host: "127.0.0.1", port: second)])
        #expect(try RawClient(port: second).ask(get).status == 200)
        _ = try server.server.listen(.http, on: [])
        #expect(throws: RawClient.Failure.self) { try RawClient(port: second) }
    }

    @Test func saysWhyItCannotListen() throws {
        let server = try RunningServer()
        func code(_ host: String?, _ port: UInt16) -> TransportError.Code? {
            do throws(TransportError) {
                _ = try server.server.listen(.https, on: [ListenAddress(host: host, port: port)])
                return nil
            } catch {
                #expect(!error.reason.isEmpty)
                return error.code
            }
        }
        #expect(code("127.0.0.1", server.port) == .portTaken)
        #expect(code("192.0.2.1", 0) == .notAnAddressOfThisMachine)
        #expect(code("2001:db8::1", 0) == .notAnAddressOfThisMachine)
        #expect(code("localhost", 0) == .badAddress)
        #expect(code("127.0.0.1", 0) == nil)
    }

    @Test func servesAUnixSocketOfItsOwnUser() throws {
        let server = try RunningServer()
        let path = "/tmp/transport-test-\(getpid())-\(server.port).sock"
        try server.server.listen(onUnixSocket: path)
        var facts = stat()
        #expect(stat(path, &facts) == 0)
        #expect(facts.st_mode & 0o777 == 0o600)
        #expect(try RawClient(unixPath: path).ask(get).status == 200)
        let head = try #require(server.service.heads.withLock { $0.first })
        #expect(head.listener == .control)
        #expect(head.peer == .unknown)

        let second = try RunningServer()
        #expect(throws: TransportError.self) { try second.server.listen(onUnixSocket: path) }
        #expect(try RawClient(unixPath: path).ask(get).status == 200)
        server.server.finishStop(withinSeconds: 1)
        #expect(stat(path, &facts) != 0)
    }

    @Test func replacesASocketFileThatNobodyAnswersOn() throws {
        let server = try RunningServer()
        let path = "/tmp/transport-test-\(getpid())-\(server.port)-stale.sock"
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isBound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        #expect(isBound)
        close(stale)
        try server.server.listen(onUnixSocket: path)
        #expect(try RawClient(unixPath: path).ask(get).status == 200)
    }

    @Test func tellsWhenAWatchedDescriptorIsReadable() throws {
        let server = try RunningServer()
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        let counter = Counter()
        server.server.watch(reading) {
            var byte: UInt8 = 0
            counter.add(read(reading, &byte, 1))
        }
        for _ in 0..<3 { write(writing, "x", 1) }
        try eventually("three bytes") { counter.count == 3 }
        server.server.finishStop(withinSeconds: 1)
        close(reading)
        close(writing)
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)

        var count: Int { value.withLock { $0 } }
        func add(_ number: Int) { value.withLock { $0 += number } }
    }
}
