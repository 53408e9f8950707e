import Glibc
import Testing

@testable import LinkoraSyncServer

@Suite("Unix sockets")
struct UnixSocketTests {
    private let folder = TemporaryFolder()

    private static func makeSocket(_ kind: __socket_type, _ text: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(kind.rawValue), 0)
        let address = try #require(UnixSocketAddress(text))
        #expect(address.use { bind(descriptor, $0, $1) } == 0)
        return descriptor
    }

    @Test func newsForSystemdAreOneDatagramToAPathOrAnAbstractName() throws {
        for name in [folder.path("notify"), "@linkora-test-\(getpid())-\(folder.path.suffix(6))"] {
            let descriptor = try Self.makeSocket(SOCK_DGRAM, name)
            defer { close(descriptor) }
            NotifySocket(address: name).tell("READY=1")
            var buffer = [UInt8](repeating: 0, count: 64)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == "READY=1")
        }
    }

    @Test func nobodyToTellIsNoError() {
        NotifySocket(address: nil).tell("READY=1")
        NotifySocket(address: folder.path("none")).tell("READY=1")
        NotifySocket(address: String(repeating: "x", count: 200)).tell("READY=1")
    }

    @Test(arguments: [("", false), ("@", true), ("/a", true)])
    func addresses(text: String, isOne: Bool) {
        #expect((UnixSocketAddress(text) != nil) == isOne)
    }

    @Test func theLongestPathOfTheKernelAndOneMore() {
        #expect(UnixSocketAddress("/" + String(repeating: "x", count: 106)) != nil)
        #expect(UnixSocketAddress("/" + String(repeating: "x", count: 107)) == nil)
    }

    @Test func withoutAServerThereIsNobody() throws {
        #expect(ControlClient.get("/control/status", socketPath: folder.path("none.sock")) == .nobody)
        let path = folder.path("dead.sock")
        close(try Self.makeSocket(SOCK_STREAM, path))
        #expect(ControlClient.get("/control/status", socketPath: path) == .nobody)
    }

    @Test func aPathThatNoSocketCanHaveIsASentence() {
        guard case .broken(let reason) = ControlClient.get("/", socketPath: String(repeating: "x", count: 200)) else {
            Issue.record("not broken")
            return
        }
        #expect(reason.contains("longer than the 107 bytes"))
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{}", .answered(status: 200, body: Array("{}".utf8))),
            ("HTTP/1.0 503 Busy\r\n\r\n", .answered(status: 503, body: [])),
            ("HTTP/1.0 200 OK\r\nA: b", .broken("the answer is not HTTP")), ("", .broken("the answer is not HTTP")),
            ("SSH-2.0\r\n\r\n", .broken("the answer is not HTTP")),
        ] as [(String, ControlClient.Outcome)])
    func answers(text: String, outcome: ControlClient.Outcome) {
        #expect(ControlClient.read(Array(text.utf8)) == outcome)
    }

    @Test func aStatusIsALineForEachFact() {
        let body = Array("{\"version\":\"0.1.0\",\"links\":5,\"sockets\":[1,2]}".utf8)
        #expect(StatusCommand.lines(body) == "version: 0.1.0\nlinks: 5\nsockets: [1,2]\n")
    }
}
