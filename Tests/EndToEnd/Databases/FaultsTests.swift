import JSONText
import SyncTesting
import Testing

/// What a database server does to us: while it is away writes and reads are told to come again, nothing is acknowledged
/// that is not kept, and all goes on by itself when it is back.
@Suite struct FaultsTests {
    /// How soon the first write succeeds after the fault is over.
    private static let recoveryMillisecondsMax = 2_000

    @Test(arguments: DatabaseKind.allCases)
    func isSurvived(_ kind: DatabaseKind) throws {
        let scene = try FaultScene(kind)
        try scene.meet("restarted", away: { try scene.database.stop() }, back: { try scene.database.start() })
        try scene.meet("killed", away: { scene.database.killNow() }, back: { try scene.database.start() })
        try scene.meet(
            "frozen for 30 s", away: { scene.database.freeze() }, seconds: 30, back: { scene.database.thaw() })
        try scene.meet(
            "password changed",
            away: {
                try scene.database.setPassword("other")
                try scene.database.cutConnections()
            }, back: { try scene.database.setPassword(scene.database.password) })
        try scene.meet(
            "read-only",
            away: {
                try scene.database.setReadOnly(true)
                try scene.database.cutConnections()
            }, readsGoOn: true,
            back: {
                try scene.database.setReadOnly(false)
                try scene.database.cutConnections()
            })
        try scene.meetTooManyConnections()
        try scene.meetALock()
        try scene.cutConnections(times: 20)
        try scene.checkThatAllIsThereOnce()
        for line in scene.recoveries { print("\(scene.database.name), \(line)") }
        #expect(scene.slowestRecovery <= Self.recoveryMillisecondsMax, "\(scene.recoveries)")
        try scene.server.stop()
    }
}

/// One server on a database of its own, and what it acknowledged.
private final class FaultScene {
    let database: any DatabaseServer
    let library: DatabaseOfTest
    let server: ServerProcess
    private(set) var recoveries: [String] = []
    private(set) var slowestRecovery = 0
    private var acknowledged: [Int64] = []
    private var number = 0

    init(_ kind: DatabaseKind) throws {
        database = try kind.start()
        library = try database.newDatabase()
        server = try ServerProcess.started(library.settings)
        for _ in 0..<5 { #expect(try write() == 200) }
    }

    private func body() -> String {
        number += 1
        return Bodies.link("https://x.example/\(number)", "t\(number)")
    }

    /// One creation; noted when it was acknowledged.
    private func write(_ body: String? = nil) throws -> Int {
        let answer = try server.post("CREATE_A_NEW_LINK", body ?? self.body())
        if answer.status == 200 { acknowledged.append(try #require(answer.json["id"]?.integerValue)) }
        if answer.status == 503 { #expect(answer.header("Retry-After") != nil) }
        return answer.status
    }

    /// A read that leaves no trace; what a pull proves is written down before its answer leaves.
    private func read() throws -> Int { try server.get("/GET_TAGS").status }

    func meet(
        _ fault: String, away: () throws -> Void, seconds: Int = 0, readsGoOn: Bool = false, back: () throws -> Void
    ) throws {
        try away()
        let until = MonotonicClock.milliseconds + Int64(seconds) * 1_000
        let again = body()
        #expect(try write(again) == 503, "\(fault): a write")
        #expect(try read() == (readsGoOn ? 200 : 503), "\(fault): a read")
        while MonotonicClock.milliseconds < until { MonotonicClock.sleep(milliseconds: 50) }
        try back()
        try recover(fault, with: again)
    }

    /// An app sends what was refused once more; whether it was written after all is the once-only memory's affair.
    private func recover(_ fault: String, with again: String) throws {
        let began = MonotonicClock.milliseconds
        while try write(again) != 200 || read() != 200 {
            guard MonotonicClock.milliseconds - began < 20_000 else {
                Issue.record("\(fault): no write succeeds any more: \(server.log.suffix(2_000))")
                return
            }
            MonotonicClock.sleep(milliseconds: 20)
        }
        #expect(try write() == 200)
        let milliseconds = Int(MonotonicClock.milliseconds - began)
        recoveries.append("\(fault): \(milliseconds) ms")
        slowestRecovery = max(slowestRecovery, milliseconds)
    }

    /// The connections that are open go on; what needs another one is told to come again.
    func meetTooManyConnections() throws {
        try database.limitConnections(1)
        try database.cutConnections()
        let again = body()
        let first = try write(again)
        #expect([200, 503].contains(first))
        #expect(try read() == 503, "a read beside the connection that writes")
        try database.limitConnections(nil)
        try recover("too many connections", with: again)
    }

    /// Another program holds the row that every write takes first.
    func meetALock() throws {
        let name = MonotonicClock.milliseconds
        let holder = LockHolder(library, mark: "\(name)")
        try holder.waitUntilHeld()
        let again = body()
        let began = MonotonicClock.milliseconds
        #expect(try write(again) == 503, "a write behind a lock")
        #expect(MonotonicClock.milliseconds - began < 9_000)
        #expect(try read() == 200, "a read beside a lock")
        try holder.letGo()
        try recover("lock time-out", with: again)
    }

    /// Writes go on, each is made once.
    func cutConnections(times: Int) throws {
        for _ in 0..<times {
            try database.cutConnections()
            #expect(try write() == 200, "a write after its connection was cut")
            #expect(try read() == 200, "a read after its connection was cut")
            try database.cutConnections()
            let pull = try server.get("/GET_UPDATES?eventTimestamp=0").status
            #expect(pull == 200, "a pull after its connection was cut: \(server.log.suffix(1_000))")
        }
    }

    func checkThatAllIsThereOnce() throws {
        let links = try server.pull().list("links")
        let ids = links.compactMap { $0["id"]?.integerValue }
        #expect(Set(acknowledged).isSubset(of: ids), "an acknowledged link is missing")
        let urls = links.compactMap { $0["url"]?.stringValue }
        #expect(Set(urls).count == urls.count, "a link was made twice")
        #expect(urls.count == number, "\(urls.count) of \(number) links")
    }
}
