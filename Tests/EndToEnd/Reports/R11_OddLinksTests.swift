import JSONText
import SyncTesting
import Testing

/// R11: bookmarklets were refused; a picture copied into a bookmark made up most of every sync.
///
/// Right: everything is kept byte for byte, and a picture does not travel again with each change of a title.
@Suite struct R11_OddLinksTests {
    static let bookmarklet = "javascript:" + String(repeating: "void('\"\\%0A\n\t😀');", count: 120_000 / 21)

    static let urls = [
        bookmarklet, "about:blank", "file:///C:/x", "place:sort=8", "https://[::1]/", "https://münchen.example/ä?q=ü#§",
        "A title\nhttps://x.example/", "",
    ]

    @Test(arguments: urls.indices)
    func anyTextIsALink(index: Int) throws {
        let url = Self.urls[index]
        let server = try ServerProcess.started()
        let socket = try server.openSocket(of: .b)
        let id = try server.create("CREATE_A_NEW_LINK", Bodies.link(url, "tool"))
        let event = try socket.event("CREATE_A_NEW_LINK").payload
        let row = try #require(try server.pull().row("links", id: id))
        for found in [event["url"], row["url"]] {
            #expect(found?.stringValue.map { Array($0.utf8) } == Array(url.utf8))
        }
        #expect(row["title"] == .string("tool"))
        try server.stop()
    }

    @Test func aPictureDoesNotTravelWithTheTitle() throws {
        let server = try ServerProcess.started()
        let socket = try server.openSocket(of: .b)
        let picture = "data:image/png;base64," + String(repeating: "iVBORw0KGgo/", count: 2 * 1_048_576 / 12)
        let id = try server.create("CREATE_A_NEW_LINK", Bodies.link("https://x.example/b", "b", imgURL: picture))
        #expect(try socket.event("CREATE_A_NEW_LINK").payload["imgURL"] == .string(picture))
        for round in 1...20 {
            #expect(try server.post("UPDATE_LINK_TITLE", Bodies.title("b\(round)", of: id)).status == 200)
            let event = try socket.event("UPDATE_LINK_TITLE")
            #expect(event.payload["newTitleOfTheLink"] == .string("b\(round)"))
            #expect(event.bytes <= 1_024)
        }
        let pull = try server.get("/GET_UPDATES?eventTimestamp=0")
        #expect(pull.body.count < picture.utf8.count + 65_536, "the picture is in the pull more than once")
        #expect(pull.json.row("links", id: id)?["imgURL"] == .string(picture))
        try server.stop()
    }
}
