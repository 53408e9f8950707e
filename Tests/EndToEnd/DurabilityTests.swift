import Glibc
import JSONText
import SyncTesting
import Testing

/// What was answered with 200 is there after the process was killed, and what is there is whole (SYNC G5).
@Suite struct DurabilityTests {
    /// Connections that send one creation after the other; what was acknowledged before the server went is remembered.
    private func hammer(_ server: ServerProcess, connections: Int, kill killedAfter: Int, round: Int) throws -> [Int64]
    {
        var open: [HTTPConnection] = []
        for _ in 0..<connections { open.append(try HTTPConnection(port: server.port)) }
        var acknowledged: [Int64] = []
        var number = 0
        while acknowledged.count < killedAfter {
            for connection in open {
                number += 1
                let body = Bodies.link("https://x.example/\(round)/\(number)", "t")
                try connection.write(HTTPCall("POST", "/CREATE_A_NEW_LINK", token: server.token, json: body))
            }
            for connection in open {
                let answer = try connection.readAnswer()
                #expect(answer.status == 200)
                acknowledged.append(try #require(answer.json["id"]?.integerValue))
            }
        }
        // One more round that is on its way while the server dies.
        for connection in open {
            let body = Bodies.link("https://x.example/late", "t")
            try connection.write(HTTPCall("POST", "/CREATE_A_NEW_LINK", token: server.token, json: body))
        }
        server.killNow()
        return acknowledged
    }

    @Test func whatWasAcknowledgedSurvivesAKill() throws {
        let server = try ServerProcess.started()
        var acknowledged: [Int64] = []
        for round in 0..<3 {
            acknowledged += try hammer(server, connections: 16, kill: 200, round: round)
            try server.start()
            let ids = Set(try server.pull().list("links").compactMap { $0["id"]?.integerValue })
            #expect(acknowledged.allSatisfy(ids.contains))
            #expect(Set(acknowledged).count == acknowledged.count, "an id was given twice")
        }
        try server.stop()
        #expect(try SQLiteShell.run("PRAGMA integrity_check", on: server.databasePath) == "ok\n")
    }
}
