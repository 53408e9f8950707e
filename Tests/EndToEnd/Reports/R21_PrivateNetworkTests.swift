import SyncTesting
import Testing

/// R21 (raw): Chrome asks a second question before a public page or an extension may talk to an address at home.
///
/// Right: asked, it is answered `true`; not asked, the line is absent; the rest is as PROTOCOL §1.4 says.
@Suite struct R21_PrivateNetworkTests {
    static let origins = [
        "https://web.example", "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://6a1c0000-0000-4000-8000-000000000000", "null",
    ]

    @Test(arguments: origins, [true, false])
    func theQuestionIsAnsweredWhenAsked(origin: String, isAsked: Bool) throws {
        let server = try ServerProcess.started()
        var lines = [
            HTTPLine("Origin", origin), HTTPLine("Access-Control-Request-Method", "POST"),
            HTTPLine("Access-Control-Request-Headers", "authorization,content-type"),
        ]
        if isAsked { lines.append(HTTPLine("Access-Control-Request-Private-Network", "true")) }
        let answer = try server.send(HTTPCall("OPTIONS", "/CREATE_A_NEW_LINK", headers: lines))
        #expect(answer.status == 200)
        #expect(answer.header("Access-Control-Allow-Private-Network") == (isAsked ? "true" : nil))
        #expect(answer.header("Access-Control-Allow-Origin") == origin)
        #expect(answer.header("Access-Control-Allow-Credentials") == "true")
        let allowed = (answer.header("Access-Control-Allow-Headers") ?? "").lowercased()
        #expect(allowed.contains("authorization") && allowed.contains("content-type"))
        #expect(answer.header("Access-Control-Max-Age") == "86400")
        #expect(answer.header("Vary")?.lowercased().contains("origin") == true)
        try server.stop()
    }
}
