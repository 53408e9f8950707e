import AppModels
import SyncCore
import SyncModel
import Testing

@testable import SyncSimulator

/// A number that proves more than its device has.
struct WatermarkCheckTests {
    private func server(_ links: ClosedRange<Int64>?) -> LibraryState {
        var state = LibraryState()
        for id in links.map(Array.init) ?? [] {
            state.links[id] = LibraryState.Link(
                type: "FOLDER_LINK", title: "x", url: "https://a.example/x", note: "", imageURL: "", folder: 100,
                tags: [])
        }
        for id in Int64(100)...101 {
            state.folders[id] = LibraryState.Folder(name: "f\(id)", note: "", parent: nil, isArchived: false)
        }
        state.tags[300] = "tag"
        return state
    }

    private func broken(
        _ proven: Set<RowKey>, generation: Generation = .v0_19, links: ClosedRange<Int64>? = nil,
        _ prepare: (Device, inout Ledger) -> Void = { _, _ in }
    ) -> Set<Guarantee> {
        let history = HandMade.history(generations: [generation])
        let device = HandMade.device(history)
        HandMade.pull(
            HandMade.updates(
                folders: HandMade.folder(100, "f100") + "," + HandMade.folder(101, "f101"),
                links: (links.map(Array.init) ?? []).map { HandMade.link(Int($0), "x", folder: 100) }
                    .joined(separator: ",")),
            into: device)
        var ledger = Ledger(history)
        prepare(device, &ledger)
        let check = DeviceCheck(device, server: server(links), ledger: ledger)
        return WatermarkCheck(watermark: 1_700_000_000, proven: proven, check: check).findings.broken
    }

    private let folders: Set<RowKey> = [RowKey(.folder, 100), RowKey(.folder, 101)]

    @Test func whatTheDeviceHasMayBeProven() { #expect(broken(folders).isEmpty) }

    @Test func aRowThatItLacksMayNot() {
        #expect(broken(folders.union([RowKey(.tag, 300)])) == [.nothingSkipped])
    }

    @Test func anAppThatKnowsNoTagsLacksNone() {
        #expect(broken([RowKey(.tag, 300)], generation: .v0_13_7).isEmpty)
    }

    @Test func aRowThatIsGoneIsNotMissed() { #expect(broken([RowKey(.folder, 102)]).isEmpty) }

    /// The next list takes the folder out of the panel for what was in it before, and then puts it in again.
    @Test(arguments: [true, false]) func anEntryThatComesByTheListIsNotProvenByRows(hasHeardOfRemoval: Bool) throws {
        let store = InMemoryStore(idBase: 0)
        var entries: [Int64] = []
        try store.write { transaction in
            try transaction.insert(
                .tombstones,
                [
                    Assignment(.tombstoneStamp, .integer(50)),
                    Assignment(.tombstoneOperation, .text(OperationName.deleteAFolderFromAPanel.rawValue)),
                    Assignment(.tombstonePayload, .text("{\"panelId\":2,\"folderID\":1}")),
                ])
            entries = try [2, 3].map { panel in
                try transaction.insert(
                    .panelFolders,
                    [
                        Assignment(.panelFolderFolder, .integer(1)), Assignment(.panelFolderName, .text("f")),
                        Assignment(.panelFolderPosition, .integer(0)), Assignment(.panelFolderPanel, .integer(panel)),
                        Assignment(.panelFolderStamp, .integer(60)),
                    ])
            }
        }
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        let told = try OurServer.entriesOfList(hasHeardOfRemoval ? 50 : 49, of: 1, snapshot)
        #expect(told == (hasHeardOfRemoval ? [] : [RowKey(.panelFolder, entries[0])]))
    }

    @Test func whatItsUserDeletedItHad() {
        let broken = broken(folders) { device, ledger in
            guard let folder = device.app.library.folders.first else { return }
            let before = device.app.library
            let action = UserAction.deleteFolder(folder.localId)
            device.app.perform(action, nowSeconds: 1_700_000_010)
            ledger.acted(
                device, action, before: before, nowMilliseconds: 1_700_000_010_000, clockSeconds: 1_700_000_010)
        }
        #expect(broken.isEmpty)
    }

    /// Of two links of one URL in one folder it kept the first, which its user deleted since, or a list that was cut off.
    @Test(arguments: [true, false], [true, false])
    func soItHadWhatItRefusedForThat(isDeletedByUser: Bool, isSaidAgain: Bool) {
        let twin: Set<RowKey> = isSaidAgain ? [] : [RowKey(.link, 200)]
        let broken = broken(twin.union([RowKey(.link, 201)]), links: 200...201) { device, ledger in
            guard let link = device.app.library.links.first else { return }
            let before = device.app.library
            let action = UserAction.deleteLink(link.localId)
            device.app.perform(action, nowSeconds: 1_700_000_010)
            guard isDeletedByUser else { return }
            ledger.acted(
                device, action, before: before, nowMilliseconds: 1_700_000_010_000, clockSeconds: 1_700_000_010)
        }
        #expect(broken == (isDeletedByUser || isSaidAgain ? [] : [.nothingSkipped]))
    }

    @Test func theOriginalTakesWhatIsOlderForDelivered() {
        let server = OriginalServer(clock: WrongClock())
        let body =
            "{\"name\":\"a\",\"note\":\"\",\"parentFolderId\":null,\"isArchived\":false,\"eventTimestamp\":1,"
            + "\"correlation\":{\"id\":\"x\",\"clientName\":\"y\"}}"
        server.receive(
            ServerRequest(
                ticket: 1, token: .shared, address: "10.0.0.1", method: "POST", path: "/CREATE_FOLDER", query: [],
                body: Array(body.utf8)),
            nowMilliseconds: 1_700_000_000_000)
        #expect(server.takeDeeds().contains(.committed))
        #expect(server.rowsTakenForDelivered(by: 1_699_999_999).isEmpty)
        #expect(server.rowsTakenForDelivered(by: 1_700_000_000) == [RowKey(.folder, 1)])
    }
}
