import JSONText
import SyncTesting
import Testing

/// The disk of a database server is full: nothing is acknowledged that is not kept, and all goes on when there is room
/// again.
@Suite struct FullDiskTests {
    @Test(arguments: DatabaseKind.allCases)
    func isSurvived(_ kind: DatabaseKind) throws {
        let database = try kind.start(diskBytesMax: 400 << 20)
        let server = try ServerProcess.started(database.newDatabase().settings)
        var acknowledged: [Int64] = []
        var number = 0
        let write = { (noteBytes: Int) throws -> Int in
            number += 1
            let note = String(repeating: "n", count: noteBytes)
            let answer = try server.post(
                "CREATE_A_NEW_LINK", Bodies.link("https://x.example/\(number)", "t", note: note))
            if answer.status == 200 { acknowledged.append(try #require(answer.json["id"]?.integerValue)) }
            return answer.status
        }
        #expect(try write(10) == 200)
        try database.fillDisk()
        var status = 200
        // What was set aside before is used up first.
        while status == 200, number < 200 { status = try write(1 << 20) }
        #expect([503, 507].contains(status), "\(status) after \(number) writes")
        database.makeRoom()
        // PostgreSQL ends itself when its log finds no room.
        if !database.isRunning { try database.start() }
        let began = MonotonicClock.milliseconds
        while try write(10) != 200 {
            guard MonotonicClock.milliseconds - began < 20_000 else { break }
            MonotonicClock.sleep(milliseconds: 50)
        }
        let milliseconds = MonotonicClock.milliseconds - began
        print("\(database.name), disk full: \(status), then \(milliseconds) ms")
        #expect(milliseconds <= 2_000, "\(server.log.suffix(1_000))")
        let ids = try server.pull().list("links").compactMap { $0["id"]?.integerValue }
        #expect(Set(acknowledged).isSubset(of: ids) && Set(ids).count == ids.count)
        try server.stop()
    }
}
