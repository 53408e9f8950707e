import Observing
import Synchronization
import Testing
import Transport

@testable import LinkoraSyncServer

private func machine(_ addresses: (interface: String, address: String)...) -> [InterfaceAddress] {
    [InterfaceAddress(interface: "lo", address: "127.0.0.1", isLoopback: true)]
        + addresses.map { InterfaceAddress(interface: $0.interface, address: $0.address, isLoopback: false) }
}

@Suite("Where to listen")
struct ListenPlanTests {
    @Test func everywhereShowsTheNetworksIPv4AddressesBestFirst() {
        let addresses = machine(
            ("docker0", "172.17.0.1"), ("eth0", "fd00::2"), ("eth0", "192.0.2.9"), ("eth1", "169.254.3.4"))
        let plan = ListenPlan.decide(.everywhere, among: addresses)
        #expect(plan == ListenPlan(host: nil, reachable: ["192.0.2.9", "172.17.0.1"], warning: nil))
    }

    @Test func anAddressOfThisMachineIsBoundAlone() {
        let plan = ListenPlan.decide(
            .address("192.0.2.9"), among: machine(("eth0", "192.0.2.9"), ("eth1", "192.0.2.8")))
        #expect(plan == ListenPlan(host: "192.0.2.9", reachable: ["192.0.2.9"], warning: nil))
    }

    @Test func anAddressMayComeBeforeItsInterfaceIsSwitchedOn() {
        let off = InterfaceAddress(interface: "eth0", address: "192.0.2.9", isLoopback: false, isUp: false)
        #expect(ListenPlan.decide(.address("192.0.2.9"), among: [off]).host == "192.0.2.9")
        #expect(ListenPlan.decide(.everywhere, among: [off]).reachable == [])
    }

    @Test func anAddressOfAnotherMachineMeansEverywhereAndAWarning() {
        let plan = ListenPlan.decide(.address("192.0.2.77"), among: machine(("eth0", "172.18.0.2")))
        #expect(plan.host == nil && plan.reachable == ["172.18.0.2"])
        #expect(plan.warning?.contains("192.0.2.77 does not belong to this machine (yet)") == true)
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.5", "::1"])
    func loopbackIsAlwaysThere(address: String) {
        #expect(ListenPlan.decide(.address(address), among: []).host == address)
    }

    @Test func aNameCountsWhenItLeadsHere() {
        let addresses = machine(("eth0", "192.0.2.9"))
        let here = ListenPlan.decide(.name("nas"), lookedUp: ["198.51.100.1", "192.0.2.9"], among: addresses)
        #expect(here.host == "192.0.2.9" && here.warning == nil)
        let nowhere = ListenPlan.decide(.name("nas"), lookedUp: [], among: addresses)
        #expect(nowhere.host == nil && nowhere.warning?.contains("hostAddress nas") == true)
    }
}

@Suite("Listening while addresses come and go")
struct ListeningTests {
    /// A machine whose addresses change under the test's hand.
    private final class Machine: Sendable {
        let addresses = Mutex<[InterfaceAddress]>(machine())
        func set(_ new: [InterfaceAddress]) { addresses.withLock { $0 = new } }
    }

    private let here = Machine()
    private let server = FakeServer()
    private let wished = machine(("eth0", "192.0.2.77"))

    private func listening(at host: HostAddress = .address("192.0.2.77"), port: UInt16 = 0) throws -> Listening {
        try Listening(server, at: host, .init(http: port, https: 0), logger: .none) { [here] in
            here.addresses.withLock { $0 }
        }
    }

    private var hosts: [String] { server.now.listening.map { $0.map { $0.host ?? "*" }.joined(separator: ",") } }

    @Test func theListenersFollowTheAddress() throws {
        let listening = try listening()
        #expect(hosts == ["*"])
        here.set(wished)
        listening.moveIfNeeded()
        listening.moveIfNeeded()
        #expect(hosts == ["*", "192.0.2.77"])
        here.set(machine(("eth0", "192.0.2.5")))
        listening.moveIfNeeded()
        here.set(wished)
        listening.moveIfNeeded()
        #expect(hosts == ["*", "192.0.2.77", "*", "192.0.2.77"])
        #expect(listening.boundTexts.map(\.1) == ["192.0.2.77:40001", "192.0.2.77:40001"])
        #expect(server.now.listeningSecurely.map { $0[0].host } == [nil, "192.0.2.77", nil, "192.0.2.77"])
    }

    @Test func aFreePortStaysTheSameWhenListenersMove() throws {
        let listening = try listening(port: 0)
        #expect(listening.ports == .init(http: 40_001, https: 40_001))
        here.set(wished)
        listening.moveIfNeeded()
        #expect(server.now.listening.map { $0[0].port } == [40_001, 40_001])
    }

    @Test func anAddressThatIsGoneAgainLeavesNobodyDeaf() throws {
        let listening = try listening()
        server.setUnbindable(["192.0.2.77"])
        here.set(wished)
        listening.moveIfNeeded()
        #expect(hosts == ["*", "*"] && listening.plan.host == nil)
        server.setUnbindable([])
        listening.moveIfNeeded()
        #expect(hosts == ["*", "*", "192.0.2.77"])
    }

    @Test func aFailureAtTheStartIsTheCallers() {
        server.setUnbindable(["*"])
        #expect(throws: CommandFailure.self) { try listening() }
    }

    @Test func whoListensEverywhereWatchesNothing() throws {
        let everywhere = try listening(at: .everywhere, port: 8)
        #expect(server.now.watched.isEmpty && everywhere.boundTexts[0] == ("http", "0.0.0.0:8"))
        let alone = try listening()
        #expect(server.now.watched.count == 1)
        server.now.watched.keys.forEach(server.becomeReadable)
        #expect(alone.plan.host == nil, "no news, no move")
    }

    @Test func theAddressesOfThisMachineCanBeAskedFor() {
        let addresses = InterfaceAddress.all()
        #expect(addresses.contains { $0.isLoopback })
        #expect(addresses.allSatisfy { NumericAddress.canonical($0.address) == $0.address })
    }
}
