import JSONText
import SyncTesting
import Testing

/// R6: started in another folder, a server came up on a new, empty database and looked healthy.
///
/// Right: banner and log say which file it is and whether it is new, and ids of another library hit nothing.
@Suite struct R06_WrongFolderTests {
    @Test func aNewLibraryIsToldApartFromAnOldOneAndSharesNoIDsWithIt() throws {
        let config = Array(ConfigFile.text(databaseURL: "sqlite:data/l.db").utf8)
        let first = try ConfigFile.server(config)
        try first.start()
        let old = try (1...5).map {
            try first.create("CREATE_A_NEW_LINK", Bodies.link("https://a.example/\($0)", "a\($0)"))
        }
        try first.restart()
        #expect(first.log.contains(first.folder.file("data/l.db")))
        #expect(first.log.contains("opened, 5 links"))
        #expect(try Files.text(first.folder.file("output.txt")).contains("opened, 5 links"))

        let second = try ConfigFile.server(config)
        try second.start()
        #expect(second.log.contains(second.folder.file("data/l.db")))
        #expect(second.log.contains("new, empty"))
        let banner = try Files.text(second.folder.file("output.txt"))
        #expect(banner.contains(second.folder.file("data/l.db")) && banner.contains("new, empty"))
        let fresh = try (1...5).map {
            try second.create("CREATE_A_NEW_LINK", Bodies.link("https://c.example/\($0)", "c\($0)", by: .b))
        }
        #expect(Set(old).isDisjoint(with: fresh))

        let before = try second.pull().list("links").map { $0["id"] }
        #expect(try second.post("UPDATE_LINK_TITLE", Bodies.title("hit", of: old[0])).status == 200)
        #expect(try second.post("DELETE_A_LINK", Bodies.id(old[1])).status == 200)
        #expect(try second.pull().list("links").map { $0["id"] } == before)
        #expect(second.log.split(separator: "\n").contains { $0.contains("warning") && $0.contains("library") })
        try first.stop()
        try second.stop()
    }
}
