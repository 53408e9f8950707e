import AppModels
import Testing

@testable import SyncSimulator

/// What a pull may not hold, and how its rows are counted.
struct PulledRowsTests {
    private func pulled(_ updates: String) -> PulledRows {
        PulledRows(Array(updates.utf8), for: HandMade.device().app)
    }

    @Test func parentsFirstIsRight() {
        let updates = HandMade.updates(
            folders: HandMade.folder(1, "a") + "," + HandMade.folder(2, "b", parent: 1),
            links: HandMade.link(3, "l", folder: 2))
        #expect(pulled(updates).complaints.isEmpty)
        #expect(pulled(updates).sentCount == 3)
        #expect(pulled(updates).neededCount == 3)
        #expect(pulled(updates).foldersElsewhere.isEmpty)
    }

    @Test func aChildBeforeItsParentIsFound() {
        let updates = HandMade.updates(
            folders: HandMade.folder(2, "b", parent: 1) + "," + HandMade.folder(1, "a"))
        #expect(pulled(updates).complaints.count == 1)
    }

    @Test func foldersThatMustExistAreNamed() {
        let updates = HandMade.updates(
            folders: HandMade.folder(1, "a", parent: 4), links: HandMade.link(3, "l", folder: 2))
        #expect(pulled(updates).foldersElsewhere == [2, 4])
        #expect(pulled(updates).complaints.isEmpty)
    }

    @Test func whatTheAppHasIsNotNeeded() {
        let updates = HandMade.updates(folders: HandMade.folder(1, "a") + "," + HandMade.folder(2, "b"))
        let device = HandMade.device()
        HandMade.pull(HandMade.updates(folders: HandMade.folder(1, "a") + "," + HandMade.folder(2, "x")), into: device)
        let pulled = PulledRows(Array(updates.utf8), for: device.app)
        #expect(pulled.sentCount == 2)
        #expect(pulled.neededCount == 1)
    }
}
