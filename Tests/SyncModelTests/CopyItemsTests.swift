import JSONText
import SyncModel
import Testing

@Suite struct CopyItemsTests {
    private func folders(_ text: String) throws -> [CopiedFolders.Folder] {
        try CopiedFolders(json: JSONReader.read(Array(text.utf8))).folders
    }

    @Test func theNestedDialectIsFlattenedParentsFirst() throws {
        let copied = try folders(
            """
            [{"currentFolder":{"localId":1,"remoteId":10},"links":[{"localId":5,"remoteId":50}],"childFolders":[
              {"currentFolder":{"localId":2,"remoteId":20},"links":[],"childFolders":[]},
              {"currentFolder":{"localId":3,"remoteId":30},"links":[],"childFolders":[]}]}]
            """)
        #expect(copied.map(\.folder.localId) == [1, 2, 3])
        #expect(copied.map(\.folder.isAtDestination) == [true, false, false])
        #expect(copied.map(\.folder.parentLocalId) == [-45454, 1, 1])
        #expect(copied[0].links.map(\.remoteId) == [50])
    }

    @Test func theFlatDialectNamesItsParents() throws {
        let copied = try folders(
            """
            [{"currentFolder":{"newlyCopiedLocalId":1,"parentOfNewlyCopiedLocalId":-45454,"sourceRemoteId":10,
              "sourceRemoteParentId":null,"isRootFolderForTheDestination":true},"links":[]},
             {"currentFolder":{"newlyCopiedLocalId":2,"parentOfNewlyCopiedLocalId":1,"sourceRemoteId":20,
              "sourceRemoteParentId":10,"isRootFolderForTheDestination":false},"links":[]}]
            """)
        #expect(copied.map(\.folder.parentLocalId) == [-45454, 1])
        #expect(copied.map(\.folder.isAtDestination) == [true, false])
        #expect(copied[1].folder.sourceParentId == 10)
    }

    @Test func deepNestingCostsNoStack() throws {
        let levels = 400
        let opening = (0..<levels).map {
            #"[{"currentFolder":{"localId":\#($0),"remoteId":\#($0)},"links":[],"childFolders":"#
        }
        let text = opening.joined() + "[]" + String(repeating: "}]", count: levels)
        #expect(try folders(text).count == levels)
    }

    @Test(arguments: [
        (#"[{"links":[]}]"#, "`0.currentFolder` is missing"),
        (#"[{"currentFolder":{"localId":1,"remoteId":2}}]"#, "`0.links` is missing"),
        (#"[{"currentFolder":{"localId":1},"links":[]}]"#, "`0.remoteId` is missing"),
        (#"{}"#, "The body must be a list, not an object"),
    ])
    func whatIsWrongIsNamed(text: String, sentence: String) {
        do {
            _ = try folders(text)
            Issue.record("read")
        } catch { #expect((error as? FieldError)?.sentence == sentence) }
    }
}
