import AppModels
import Testing

@testable import SyncSimulator

/// Two people rename one folder; the later edit must stand, by true time, whatever their clocks say.
struct EditCheckTests {
    private func rename(
        _ device: Device, to name: String, atSeconds seconds: Int64, lateSeconds: Int64 = 0, ticket: Int,
        _ ledger: inout Ledger
    ) throws {
        let folder = try #require(device.app.library.folders.first)
        act(
            .renameFolder(folder.localId, to: name), device, atSeconds: seconds, lateSeconds: lateSeconds,
            ticket: ticket,
            &ledger)
    }

    private func act(
        _ action: UserAction, _ device: Device, atSeconds seconds: Int64, lateSeconds: Int64, ticket: Int,
        _ ledger: inout Ledger
    ) {
        let before = device.app.library
        device.app.perform(action, nowSeconds: seconds)
        ledger.acted(device, action, before: before, nowMilliseconds: seconds * 1_000, clockSeconds: seconds)
        for request in device.app.takeRequests() {
            ledger.sent(WireRequest(request), ticket: ticket, by: device, nowMilliseconds: seconds * 1_000 + 100)
            ledger.arrived(ticket, nowMilliseconds: (seconds + lateSeconds) * 1_000 + 120)
            ledger.answered(ticket, status: 200, body: [])
        }
    }

    /// - Parameter creationLateSeconds: the first of the two has created a tag before, which was on its way for so long.
    private func findings(
        _ value: String, secondAfterSeconds: Int64, clock: WrongClock = WrongClock(), creationLateSeconds: Int64? = nil,
        firstLateSeconds: Int64 = 0
    ) throws -> [Finding] {
        var history = HandMade.history()
        let plan = history.apps[1]
        history.apps[1] = AppPlan(
            name: plan.name, generation: plan.generation, correlationId: plan.correlationId, hasOwnToken: true,
            address: plan.address, clock: clock)
        let devices = [HandMade.device(history, 0), HandMade.device(history, 1)]
        for device in devices {
            HandMade.pull(HandMade.updates(folders: HandMade.folder(100, "old")), into: device)
            _ = device.app.takeRequests()
        }
        var ledger = Ledger(history)
        if let creationLateSeconds {
            act(
                .createTag(name: "t"), devices[0], atSeconds: 1_700_000_050, lateSeconds: creationLateSeconds,
                ticket: 3,
                &ledger)
        }
        try rename(
            devices[0], to: "first", atSeconds: 1_700_000_100, lateSeconds: firstLateSeconds, ticket: 1, &ledger)
        try rename(devices[1], to: "second", atSeconds: 1_700_000_100 + secondAfterSeconds, ticket: 2, &ledger)
        ledger.answeredRows = [RowKey(.folder, 100): nil]
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: value, note: "", parent: nil, isArchived: false)
        return ServerCheck(server: state, ledger: ledger).findings
    }

    @Test func theLaterEditMayStand() throws {
        #expect(try findings("second", secondAfterSeconds: 60).isEmpty)
    }

    @Test func theEarlierEditMayNot() throws {
        #expect(try findings("first", secondAfterSeconds: 60).broken == [.latestEditWins])
    }

    /// The server died with the last edit, and may have carried it out.
    @Test(arguments: [true, false]) func anEditThatWasNeverAnsweredMayStand(isSent: Bool) throws {
        let device = HandMade.device()
        HandMade.pull(HandMade.updates(folders: HandMade.folder(100, "old")), into: device)
        _ = device.app.takeRequests()
        var ledger = Ledger(HandMade.history())
        try rename(device, to: "first", atSeconds: 1_700_000_100, ticket: 1, &ledger)
        let folder = try #require(device.app.library.folders.first)
        let before = device.app.library
        let action = UserAction.renameFolder(folder.localId, to: "second")
        let now: Int64 = 1_700_000_160
        device.app.perform(action, nowSeconds: now)
        ledger.acted(device, action, before: before, nowMilliseconds: now * 1_000, clockSeconds: now)
        for request in device.app.takeRequests() where isSent {
            ledger.sent(WireRequest(request), ticket: 2, by: device, nowMilliseconds: now * 1_000 + 100)
            ledger.arrived(2, nowMilliseconds: now * 1_000 + 120)
            ledger.serverDied(2)
        }
        ledger.answeredRows = [RowKey(.folder, 100): nil]
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "second", note: "", parent: nil, isArchived: false)
        #expect(ServerCheck(server: state, ledger: ledger).findings.broken == (isSent ? [] : [.latestEditWins]))
    }

    /// The answer to the creation was lost, and a sync by hand sends the folder once more, as its user has edited it since.
    @Test(arguments: [true, false]) func aCreationThatComesAgainCarriesEdits(isEdited: Bool) throws {
        let history = HandMade.history()
        let (maker, other) = (HandMade.device(history, 0), HandMade.device(history, 1))
        HandMade.pull(HandMade.updates(folders: HandMade.folder(100, "a")), into: other)
        _ = other.app.takeRequests()
        var ledger = Ledger(history)
        func act(_ action: UserAction, _ device: Device, atSeconds seconds: Int64) {
            let before = device.app.library
            device.app.perform(action, nowSeconds: seconds)
            ledger.acted(device, action, before: before, nowMilliseconds: seconds * 1_000, clockSeconds: seconds)
        }
        func create(note: String, atSeconds seconds: Int64, edited: Int64, ticket: Int) {
            let body =
                #"{"name":"a","note":"\#(note)","parentFolderId":null,"isArchived":false,"#
                + #""eventTimestamp":\#(edited),"offlineSyncItemId":1}"#
            ledger.sent(
                WireRequest(method: "POST", path: "/CREATE_FOLDER", body: Array(body.utf8)), ticket: ticket, by: maker,
                nowMilliseconds: seconds * 1_000)
            ledger.arrived(ticket, nowMilliseconds: seconds * 1_000)
            ledger.answered(ticket, status: 200, body: Array(Scene.created(100).utf8))
        }
        act(.createFolder(name: "a", note: "", parent: nil), maker, atSeconds: 1_700_000_100)
        create(note: "", atSeconds: 1_700_000_110, edited: 1_700_000_100, ticket: 1)
        let folder = try #require(other.app.library.folders.first)
        self.act(
            .changeFolderNote(folder.localId, to: "first"), other, atSeconds: 1_700_000_160, lateSeconds: 0, ticket: 2,
            &ledger)
        let own = try #require(maker.app.library.folders.first)
        if isEdited { act(.changeFolderNote(own.localId, to: "second"), maker, atSeconds: 1_700_000_200) }
        create(note: "second", atSeconds: 1_700_000_300, edited: 1_700_000_200, ticket: 3)
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "a", note: "second", parent: nil, isArchived: false)
        #expect(ServerCheck(server: state, ledger: ledger).findings.broken == (isEdited ? [] : [.latestEditWins]))
    }

    /// It places its link, too: the maker had archived it before it learned its id.
    @Test(arguments: [true, false]) func aCreationThatComesAgainMayPlaceItsLink(isArchived: Bool) throws {
        let history = HandMade.history()
        let (maker, other) = (HandMade.device(history, 0), HandMade.device(history, 1))
        HandMade.pull(HandMade.updates(folders: HandMade.folder(200, "f")), into: maker)
        HandMade.pull(
            HandMade.updates(
                folders: HandMade.folder(200, "f") + "," + HandMade.folder(201, "g"),
                links: HandMade.link(100, "l", folder: 201)), into: other)
        for device in [maker, other] { _ = device.app.takeRequests() }
        var ledger = Ledger(history)
        func create(type: String, atSeconds seconds: Int64, edited: Int64, ticket: Int) {
            let body =
                #"{"linkType":"\#(type)","title":"l","url":"https://a.example/l","idOfLinkedFolder":null,"#
                + #""eventTimestamp":\#(edited),"offlineSyncItemId":1}"#
            ledger.sent(
                WireRequest(method: "POST", path: "/CREATE_A_NEW_LINK", body: Array(body.utf8)), ticket: ticket,
                by: maker, nowMilliseconds: seconds * 1_000)
            ledger.arrived(ticket, nowMilliseconds: seconds * 1_000)
            ledger.answered(ticket, status: 200, body: Array(Scene.created(100).utf8))
        }
        func make(_ action: UserAction, atSeconds seconds: Int64) {
            let before = maker.app.library
            maker.app.perform(action, nowSeconds: seconds)
            ledger.acted(maker, action, before: before, nowMilliseconds: seconds * 1_000, clockSeconds: seconds)
        }
        make(
            .createLink(kind: .saved, folder: nil, url: "https://a.example/l", title: "l", note: "", tags: []),
            atSeconds: 1_700_000_100)
        create(type: "SAVED_LINK", atSeconds: 1_700_000_110, edited: 1_700_000_100, ticket: 1)
        let (link, folder) = (
            try #require(other.app.library.links.first), try #require(other.app.library.folders.first)
        )
        act(
            .moveItems(links: [link.localId], folders: [], into: folder.localId), other, atSeconds: 1_700_000_160,
            lateSeconds: 0, ticket: 2, &ledger)
        let own = try #require(maker.app.library.links.first)
        if isArchived { make(.archiveLink(own.localId), atSeconds: 1_700_000_200) }
        create(type: "ARCHIVE_LINK", atSeconds: 1_700_000_300, edited: 1_700_000_200, ticket: 3)
        var state = LibraryState()
        state.folders[200] = LibraryState.Folder(name: "f", note: "", parent: nil, isArchived: false)
        state.links[100] = LibraryState.Link(
            type: "ARCHIVE_LINK", title: "l", url: "https://a.example/l", note: "", imageURL: "", folder: nil, tags: [])
        let broken = ServerCheck(server: state, ledger: ledger).findings.broken
        #expect(broken.contains(.latestEditWins) == !isArchived)
    }

    @Test func neitherMayBeForgotten() throws {
        #expect(try findings("old", secondAfterSeconds: 60).broken == [.latestEditWins])
    }

    @Test func withinAMomentEitherMayStand() throws {
        #expect(try findings("first", secondAfterSeconds: 2).isEmpty)
    }

    /// A queued request that waits since an earlier edit says nothing of a later one to the same value.
    @Test func anEarlierRequestIsNotThatOfALaterEditToTheSameValue() throws {
        let history = HandMade.history()
        let device = HandMade.device(history)
        HandMade.pull(HandMade.updates(folders: HandMade.folder(100, "old")), into: device)
        _ = device.app.takeRequests()
        var ledger = Ledger(history)
        let folder = try #require(device.app.library.folders.first)
        var requests: [AppRequest] = []
        for (seconds, name) in [(Int64(1_700_000_100), "a"), (1_700_000_200, "b"), (1_700_000_300, "a")] {
            let before = device.app.library
            let action = UserAction.renameFolder(folder.localId, to: name)
            device.app.perform(action, nowSeconds: seconds)
            ledger.acted(device, action, before: before, nowMilliseconds: seconds * 1_000, clockSeconds: seconds)
            requests += device.app.takeRequests()
        }
        // The second comes first, the first late, the last never.
        for (ticket, request) in [requests[1], requests[0]].enumerated() {
            let now = 1_700_000_400_000 + Int64(ticket)
            ledger.sent(WireRequest(request), ticket: ticket, by: device, nowMilliseconds: now)
            ledger.arrived(ticket, nowMilliseconds: now)
            ledger.answered(ticket, status: 200, body: [])
        }
        ledger.answeredRows = [RowKey(.folder, 100): nil]
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "b", note: "", parent: nil, isArchived: false)
        #expect(ServerCheck(server: state, ledger: ledger).findings.isEmpty)
    }

    @Test(arguments: [true, false]) func aClockIsToldByWhatIsWrittenDown(isRefused: Bool) {
        let scene = Scene(.v0_19, holding: HandMade.updates())
        scene.act(.createFolder(name: "a", note: "", parent: nil))
        scene.settle { _ in isRefused ? .refused : .answered(Scene.created(100)) }
        #expect(scene.ledger.clocksToldMilliseconds.isEmpty == isRefused)
    }

    @Test func aClockThatNobodyCanKnowExcuses() throws {
        let findings = try findings("first", secondAfterSeconds: 60, clock: WrongClock(skewMilliseconds: -50_000))
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.clockUnknown])
    }

    /// A creation that was on its way for half a minute looks as if its clock were behind by as much.
    @Test func soDoesOneThatOnlyLateRequestsHaveShown() throws {
        for (late, isExcused) in [(Int64(30), true), (10, false), (0, false)] {
            let findings = try findings(
                "first", secondAfterSeconds: 25, creationLateSeconds: late, firstLateSeconds: 300)
            #expect(findings.excuses == (isExcused ? [.clockUnknown] : []))
            #expect(findings.broken == (isExcused ? [] : [.latestEditWins]))
        }
        let soon = try findings("first", secondAfterSeconds: 25, creationLateSeconds: 30)
        #expect(soon.broken == [.latestEditWins])
    }

    /// A whole link says when the app last had news of it, which was its own edit; that one named no time, came late, and
    /// counts as of then. Just after a start the second may have waited in a queue since before the first.
    @Test(arguments: [(Int64(20), true, true), (20, false, false), (0, true, false)])
    func aLinkDatedByItsEditorsLastEditMayLoseToThatIfItCameLate(
        lateSeconds: Int64, startsBetween: Bool, isExcused: Bool
    ) throws {
        let history = HandMade.history(generations: [.v0_14])
        let device = HandMade.device(history)
        HandMade.pull(
            HandMade.updates(folders: HandMade.folder(100, "f"), links: HandMade.link(101, "old", folder: 100)),
            into: device)
        _ = device.app.takeRequests()
        var ledger = Ledger(history)
        let link = try #require(device.app.library.links.first)
        func edit(_ title: String, atSeconds seconds: Int64, lateSeconds: Int64, ticket: Int) {
            act(
                .editLink(link.localId, title: title, url: link.url, note: "", tags: []), device,
                atSeconds: seconds, lateSeconds: lateSeconds, ticket: ticket, &ledger)
        }
        edit("first", atSeconds: 1_700_000_100, lateSeconds: lateSeconds, ticket: 1)
        if startsBetween { ledger.restartsMilliseconds.append(1_700_000_140_000) }
        edit("second", atSeconds: 1_700_000_150, lateSeconds: 0, ticket: 2)
        ledger.answeredRows = [RowKey(.link, 101): nil]
        var state = LibraryState()
        state.links[101] = LibraryState.Link(
            type: "FOLDER_LINK", title: "first", url: link.url, note: "", imageURL: "", folder: 100, tags: [])
        let findings = ServerCheck(server: state, ledger: ledger).findings
        #expect(findings.broken == (isExcused ? [] : [.latestEditWins]))
        #expect(findings.excuses == (isExcused ? [.datedByNews] : []))
    }

    /// What the field held before anybody edited it counts, too.
    @Test func whatAWholeRowPutsBackToHowItWasMadeMayLose() throws {
        let history = HandMade.history()
        let devices = [HandMade.device(history, 0), HandMade.device(history, 1)]
        for device in devices {
            HandMade.pull(HandMade.updates(folders: HandMade.folder(100, "old")), into: device)
            _ = device.app.takeRequests()
        }
        var ledger = Ledger(history)
        for (ticket, (device, name)) in [(0, "first"), (1, "second"), (1, "old")].enumerated() {
            let seconds = 1_700_000_100 + 60 * Int64(ticket)
            try rename(devices[device], to: name, atSeconds: seconds, ticket: ticket, &ledger)
        }
        ledger.answeredRows = [RowKey(.folder, 100): nil]
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "first", note: "", parent: nil, isArchived: false)
        let findings = ServerCheck(server: state, ledger: ledger).findings
        #expect(findings.broken.isEmpty && findings.excuses == [.putBack])
    }
}
