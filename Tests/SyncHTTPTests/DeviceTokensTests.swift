import Glibc
import Observing
import ServerRuntime
import SyncCore
import Synchronization
import Testing
import Transport

/// The named tokens while a writer runs, on a store that counts how often it is asked.
@Suite struct DeviceTokensTests {
    private final class House: Sendable {
        let store: CountingStore
        let tokens: DeviceTokens
        let writer: Writer
        let clock = HandSetClock()

        init(_ store: CountingStore = CountingStore()) throws {
            self.store = store
            let bell = Bell()
            tokens = try DeviceTokens(
                store, bell: bell,
                clock: DeviceTokens.Clock(
                    epochSeconds: { [clock] in clock.epoch }, uptimeSeconds: { [clock] in clock.uptime }),
                logger: .none)
            writer = Writer(
                store, announcer: Announcer(latest: 0, nowMilliseconds: { 0 }), timers: Timers(nowMilliseconds: { 0 }),
                upkeep: tokens.upkeep, bell: bell, nowSeconds: { 1_000 })
            try writer.start()
        }

        /// Carries a command out on the writer's thread and waits for it.
        func run(_ command: TokenCommand) throws -> [DeviceToken] {
            let answer = Recorded<DeviceTokens.Answer>()
            #expect(tokens.submit(command) { answer.append($0) })
            while answer.all.isEmpty { usleep(500) }
            return try answer.all[0].get()
        }

        func add(_ text: String, expires: Int64? = nil) throws -> Asker {
            let digest = try #require(TokenDigest(bytes: SHA256Digest.of(Array(text.utf8))))
            let new = NewToken(name: text, scope: .full, expires: expires, digest: digest)
            return Asker(token: try #require(try run(.add(new)).first).id)
        }

        func identify(_ text: String, from peer: String = "192.0.2.7") -> Bearer? {
            tokens.identify(Array(text.utf8), from: PeerAddress(peer))
        }

        var written: [DeviceToken] {
            get throws { try store.perform(.list, nowSeconds: 0) }
        }
    }

    @Test func anAddedTokenIsLetInAtOnceAndARevokedOneNoMore() throws {
        let house = try House()
        defer { house.writer.stop() }
        #expect(house.identify("phone") == nil)
        let asker = try house.add("phone")
        #expect(house.identify("phone") == Bearer(asker: asker, scope: .full))
        #expect(house.identify("phon") == nil && house.identify("phone ") == nil)
        _ = try house.run(.revoke(name: "phone"))
        #expect(house.identify("phone") == nil)
        #expect(throws: TokenFailure.self) { try house.run(.revoke(name: "phone")) }
    }

    @Test func tokensAreThereAfterARestart() throws {
        let store = CountingStore()
        let first = try House(store)
        let asker = try first.add("phone")
        first.writer.stop()
        let second = try House(store)
        defer { second.writer.stop() }
        #expect(second.identify("phone")?.asker == asker)
    }

    @Test func noRequestTouchesTheDatabase() throws {
        let house = try House()
        defer { house.writer.stop() }
        _ = try house.add("phone")
        let before = house.store.count
        for _ in 0..<1_000 {
            #expect(house.identify("phone") != nil)
            #expect(house.identify("other") == nil)
        }
        #expect(house.store.count == before)
    }

    @Test func aLastUseIsWrittenAMinuteLaterOnceForAll() throws {
        let house = try House()
        defer { house.writer.stop() }
        _ = try house.add("phone")
        _ = try house.add("tablet")
        for second in 1...5 {
            house.clock.set(epoch: 1_000 + Int64(second), uptime: Int64(second))
            _ = house.identify("phone", from: "192.0.2.\(second)")
            _ = house.identify("tablet")
        }
        #expect(try house.run(.list).map(\.lastUsed) == [1_005, 1_005])
        #expect(try house.written.map(\.lastUsed) == [nil, nil])
        let writes = house.store.writes
        house.clock.set(epoch: 1_061, uptime: 61)
        _ = try house.run(.list)
        while try house.written.map(\.lastUsed) != [1_005, 1_005] { usleep(500) }
        #expect(try house.written[0].lastAddress == "192.0.2.5")
        #expect(house.store.writes == writes + 1)
    }

    @Test func aLastUseIsWrittenAtTheEnd() throws {
        let house = try House()
        _ = try house.add("phone")
        _ = house.identify("phone")
        house.writer.stop()
        #expect(try house.written.map(\.lastUsed) == [1_000])
        #expect(!house.tokens.submit(.list) { _ in })
    }

    @Test func revokingClosesThatTokensSocketsAndNoOthers() throws {
        let house = try House()
        defer { house.writer.stop() }
        let (phone, tablet) = (try house.add("phone"), try house.add("tablet"))
        let sockets = (1...5).map { DeafSocket(id: $0) }
        house.tokens.opened(sockets[0], by: phone)
        house.tokens.opened(sockets[1], by: phone)
        house.tokens.opened(sockets[2], by: tablet)
        house.tokens.opened(sockets[3], by: .shared)
        house.tokens.closed(sockets[1])
        _ = try house.run(.revoke(name: "phone"))
        // Its handshake was answered before, its socket comes after.
        house.tokens.opened(sockets[4], by: phone)
        #expect(sockets.map(\.closes.all) == [[1008], [], [], [], [1008]])
    }

    @Test func aSocketEndsWithItsToken() throws {
        let house = try House()
        defer { house.writer.stop() }
        let brief = try house.add("brief", expires: 1_050)
        let (early, other) = (DeafSocket(id: 1), DeafSocket(id: 2))
        house.tokens.opened(early, by: brief)
        house.tokens.opened(other, by: try house.add("other", expires: 5_000))
        house.clock.set(epoch: 1_049, uptime: 49)
        _ = try house.run(.list)
        #expect(early.closes.all == [] && house.identify("brief") != nil)
        house.clock.set(epoch: 1_050, uptime: 50)
        #expect(house.identify("brief") == nil)
        _ = try house.run(.list)
        while early.closes.all.isEmpty { usleep(500) }
        #expect(other.closes.all == [])
    }

    @Test func aUseThatCannotBeWrittenIsTriedAgain() throws {
        let house = try House()
        defer { house.writer.stop() }
        _ = try house.add("phone")
        _ = house.identify("phone")
        house.store.refuse(true)
        house.clock.set(epoch: 1_060, uptime: 60)
        let refusals = house.store.refusals
        _ = try house.run(.list)
        while house.store.refusals == refusals { usleep(500) }
        house.store.refuse(false)
        house.clock.set(epoch: 1_121, uptime: 121)
        _ = try house.run(.list)
        while try house.written.map(\.lastUsed) != [1_000] { usleep(500) }
    }
}

private final class HandSetClock: Sendable {
    private let times = Mutex((epoch: Int64(1_000), uptime: Int64(0)))

    var epoch: Int64 { times.withLock { $0.epoch } }
    var uptime: Int64 { times.withLock { $0.uptime } }
    func set(epoch: Int64, uptime: Int64) { times.withLock { $0 = (epoch, uptime) } }
}

/// A library in memory that counts who asks it, and may refuse to be written.
private final class CountingStore: Store {
    private struct Counts {
        var snapshots = 0
        var writes = 0
        var refusals = 0
        var refuses = false
    }

    private let store = InMemoryStore()
    private let counts = Mutex(Counts())

    var count: Int { counts.withLock { $0.snapshots + $0.writes } }
    var writes: Int { counts.withLock { $0.writes } }
    var refusals: Int { counts.withLock { $0.refusals } }
    func refuse(_ refuses: Bool) { counts.withLock { $0.refuses = refuses } }

    func write(_ body: (any StoreTransaction) throws -> Void) throws {
        try counts.withLock { counts in
            counts.writes += 1
            guard counts.refuses else { return }
            counts.refusals += 1
            throw StoreError(.full, "no space")
        }
        try store.write(body)
    }

    func snapshot() throws -> any StoreSnapshot {
        counts.withLock { $0.snapshots += 1 }
        return try store.snapshot()
    }

    func close() { store.close() }
}
