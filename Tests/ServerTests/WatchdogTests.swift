import Glibc
import Observing
import Testing

@testable import LinkoraSyncServer

@Suite("The watchdog")
struct WatchdogTests {
    private let folder = TemporaryFolder()

    private static func make(_ environment: [String: String], _ address: String?, isAlive: Bool = true) -> Watchdog? {
        Watchdog(
            environment: environment, processID: 42, notify: NotifySocket(address: address), logger: .none,
            isAlive: { isAlive })
    }

    @Test func itIsToldTwiceInTheTimeThatSystemdGives() {
        #expect(Self.make(["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "42"], "@n")?.intervalMilliseconds == 30_000)
        #expect(Self.make(["WATCHDOG_USEC": "60000000"], "@n")?.intervalMilliseconds == 30_000)
    }

    @Test(arguments: [
        [:], ["WATCHDOG_USEC": "soon"], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "43"],
    ]) func nobodyWaitsForIt(environment: [String: String]) {
        #expect(Self.make(environment, "@n") == nil)
    }

    @Test func withoutASocketThereIsNobodyToTell() {
        #expect(Self.make(["WATCHDOG_USEC": "60000000"], nil) == nil)
    }

    @Test(arguments: [(true, "WATCHDOG=1"), (false, "")])
    func onlyAServerThatAnswersIsSpokenFor(isAlive: Bool, told: String) throws {
        let path = folder.path("notify")
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        let address = try #require(UnixSocketAddress(path))
        try #require(address.use { bind(descriptor, $0, $1) } == 0)
        try #require(Self.make(["WATCHDOG_USEC": "60000000"], path, isAlive: isAlive)).beat()
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        #expect(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == told)
    }
}
