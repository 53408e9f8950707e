import JSONText
import SyncTesting
import Testing

/// R1: the proxy lines that everybody pastes put `Connection: upgrade` on every request, Java clients ask for h2c.
///
/// Right: such a request is an ordinary one, carried out once, and the connection stays usable.
@Suite struct R01_UpgradeHeadersTests {
    static let headers: [[HTTPLine]] = [
        [HTTPLine("Connection", "upgrade")],
        [HTTPLine("Connection", "upgrade"), HTTPLine("Upgrade", "")],
        [
            HTTPLine("Connection", "Upgrade, HTTP2-Settings"), HTTPLine("Upgrade", "h2c"),
            HTTPLine("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA"),
        ],
    ]

    @Test(arguments: headers)
    func anUpgradeThatNobodyMeansIsIgnored(lines: [HTTPLine]) throws {
        let server = try ServerProcess.started()
        let connection = try HTTPConnection(port: server.port, timeoutMilliseconds: 1_000)
        var call = HTTPCall("POST", "/CREATE_FOLDER", token: server.token, json: Bodies.folder("a"))
        call.headers += lines
        let answer = try connection.send(call)
        #expect(answer.status == 200)
        if answer.saysClose {
            #expect(connection.stream.isReadable(withinMilliseconds: 1_000) && connection.stream.wasEndedByPeer)
        } else {
            #expect(try connection.send(HTTPCall("GET", "/TEST_BEARER", token: server.token)).status == 200)
        }
        #expect(try server.pull().list("folders").count == 1)
        try server.stop()
    }

    /// The same lines where they are meant, as Firefox writes them: accepted, without the offered compression.
    @Test func aListInConnectionAndCapitalsInUpgradeAreAHandshake() throws {
        let server = try ServerProcess.started()
        let socket = try server.openSocket(
            of: .b,
            headers: [
                HTTPLine("Connection", "keep-alive, Upgrade"), HTTPLine("Upgrade", "WebSocket"),
                HTTPLine("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
            ])
        #expect(socket.acceptance.header("Sec-WebSocket-Extensions") == nil)
        let folder = try server.create("CREATE_FOLDER", Bodies.folder(String(repeating: "aaaa ", count: 200)))
        #expect(try socket.event("CREATE_FOLDER").payload["id"] == .integer(folder))
        try server.stop()
    }
}
