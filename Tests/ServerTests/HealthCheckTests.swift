import Observing
import Testing

@testable import LinkoraSyncServer

@Suite("The health check")
struct HealthCheckTests {
    @Test func itAsksAtEachPortThatTheServerHas() {
        var settings = Settings()
        #expect(HealthCheckCommand.ports(settings).map(\.port) == [45_454, 54_545])
        #expect(HealthCheckCommand.ports(settings).map(\.isSecure) == [false, true])
        settings.https.isEnabled = false
        #expect(HealthCheckCommand.ports(settings).map(\.port) == [45_454])
    }

    @Test(
        arguments: [
            (.everywhere, "127.0.0.1"), (.address("127.0.0.1"), "127.0.0.1"), (.address("::1"), "::1"),
            // Not of this machine: the server listens on all addresses then.
            (.address("192.0.2.77"), "127.0.0.1"), (.name("no-such-host.invalid"), "127.0.0.1"),
        ] as [(HostAddress, String)])
    func itAsksWhereTheServerListens(address: HostAddress, host: String) {
        var settings = Settings()
        settings.hostAddress = address
        #expect(HealthCheckCommand.host(settings) == host)
    }

    @Test func itAsksBelowTheBasePathWithTheToken() {
        var settings = Settings()
        settings.proxies.basePath = "/linkora"
        settings.authToken = Secret("tok-7Q")
        let request = String(decoding: HealthCheckCommand.request(settings), as: UTF8.self)
        #expect(request.hasPrefix("GET /linkora/TEST_BEARER HTTP/1.0\r\n"))
        #expect(request.hasSuffix("Authorization: Bearer tok-7Q\r\n\r\n"))
    }

    @Test(
        arguments: [
            (.answered(status: 401, body: []), "refuses the token"), (.answered(status: 503, body: []), "status 503"),
            (.nobody, "No server answers"), (.broken("it hung up"), "it hung up"),
        ] as [(ControlClient.Outcome, String)])
    func anythingButAYesIsANo(outcome: ControlClient.Outcome, words: String) {
        #expect {
            try HealthCheckCommand.judge(outcome, "on port 1")
        } throws: { error in
            let failure = error as? CommandFailure
            return failure?.exitCode == 1 && failure?.sentence.contains(words) == true
        }
    }

    @Test func aYesIsOne() throws {
        try HealthCheckCommand.judge(.answered(status: 200, body: []), "on port 1")
    }
}
