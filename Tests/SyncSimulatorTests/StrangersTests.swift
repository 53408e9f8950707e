import SyncCore
import Testing

@testable import SyncSimulator

/// Tokens that open less than is asked for.
struct StrangersTests {
    private func server(_ plant: Plant? = nil) throws -> OurServer {
        try OurServer(MemoryStorage(idBase: 0), clock: WrongClock(), devices: ["app0"], Seams(plant))
    }

    private func status(_ server: OurServer, _ token: Token, _ path: String) -> Int? {
        let body =
            "{\"id\":5,\"eventTimestamp\":1,\"correlation\":{\"id\":\"x\",\"clientName\":\"y\"},\"name\":\"n\",\"note\":\"\","
            + "\"parentFolderId\":null,\"isArchived\":false}"
        let isPull = path == "/GET_UPDATES"
        server.receive(
            ServerRequest(
                ticket: 1, token: token, address: "10.0.0.1", method: isPull ? "GET" : "POST", path: path,
                query: isPull ? [("eventTimestamp", "0")] : [], body: isPull ? nil : Array(body.utf8)),
            nowMilliseconds: History.beginMilliseconds)
        server.wake(nowMilliseconds: History.beginMilliseconds + 10)
        for case .answer(_, let status, _) in server.takeOutput() { return status }
        return nil
    }

    @Test func whoHasATokenIsLetIn() throws {
        for token in [Token.shared, .device("app0")] {
            #expect(status(try server(), token, "/CREATE_FOLDER") == 200)
            #expect(status(try server(), token, "/GET_UPDATES") == 200)
        }
    }

    @Test func othersAreNot() throws {
        for token in [Token.stranger(.wrong), .stranger(.revoked), .device("app1")] {
            #expect(status(try server(), token, "/CREATE_FOLDER") == 401)
            #expect(status(try server(), token, "/GET_UPDATES") == 401)
        }
    }

    @Test func aTokenForReadingReads() throws {
        #expect(status(try server(), .stranger(.reader), "/GET_UPDATES") == 200)
        #expect(status(try server(), .stranger(.reader), "/CREATE_FOLDER") == 403)
    }

    @Test func aTokenForAddingAdds() throws {
        #expect(status(try server(), .stranger(.adder), "/CREATE_FOLDER") == 200)
        #expect(status(try server(), .stranger(.adder), "/DELETE_FOLDER") == 403)
        #expect(status(try server(), .stranger(.adder), "/GET_UPDATES") == 403)
    }

    @Test func aRestartChangesNothing() throws {
        let server = try server()
        server.crash()
        server.restart(nowMilliseconds: History.beginMilliseconds)
        #expect(status(server, .device("app0"), "/GET_UPDATES") == 200)
        #expect(status(server, .stranger(.revoked), "/GET_UPDATES") == 401)
    }

    @Test func socketsNeedATokenForEvents() throws {
        let server = try server()
        let tokens: [Token] = [
            .device("app0"), .stranger(.reader), .stranger(.wrong), .stranger(.revoked), .stranger(.adder),
        ]
        for (socket, token) in tokens.enumerated() {
            server.open(
                SocketRequest(
                    socket: socket, token: token, address: "10.0.0.1",
                    correlation: "{\"id\":\"x\",\"clientName\":\"y\"}"),
                nowMilliseconds: History.beginMilliseconds)
        }
        let accepted = server.takeOutput().compactMap { if case .accept(let socket) = $0 { socket } else { nil } }
        #expect(accepted == [0, 1])
    }

    @Test func someHistoriesHaveStrangers() {
        let knocks = (UInt64(1)...100).map { seed in
            History(seed: seed).deeds.count { if case .knock = $0.kind { true } else { false } }
        }
        #expect((10...35).contains(knocks.count { $0 > 0 }))
    }

    @Test(arguments: ["token-not-checked", "read-token-may-write", "revoked-token-still-good"])
    func aDoorThatStandsOpenIsFound(_ name: String) throws {
        let plant = try #require(Plant(named: name))
        let finding = try PlantHunt(from: 1, historiesMax: 80, HistoryOptions()).hunt(plant)
        #expect(finding.broken.contains(.onlyByToken))
    }
}
