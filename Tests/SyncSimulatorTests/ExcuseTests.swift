import AppModels
import Testing

@testable import SyncSimulator

/// Each excuse applies where its cause is, and does not cover a server's mistake that looks the same.
struct ExcuseTests {
    private let held = HandMade.updates(
        folders: HandMade.folder(100, "a"), links: HandMade.link(200, "l", folder: 100))

    private func server(links: [Int64: String] = [200: "l"], folders: [Int64: String] = [100: "a"]) -> LibraryState {
        var state = LibraryState()
        for (id, name) in folders {
            state.folders[id] = LibraryState.Folder(name: name, note: "", parent: nil, isArchived: false)
        }
        for (id, title) in links {
            state.links[id] = LibraryState.Link(
                type: "FOLDER_LINK", title: title, url: "https://a.example/\(title)", note: "", imageURL: "",
                folder: 100, tags: [])
        }
        return state
    }

    private func newLink(in scene: Scene, _ title: String = "n") throws -> UserAction {
        let folder = try #require(scene.device.app.library.folders.first { $0.remoteId == 100 })
        return .createLink(
            kind: .folder, folder: folder.localId, url: "https://a.example/\(title)", title: title, note: "", tags: [])
    }

    // MARK: A link that stood in another's way, and left by an edit that nobody heard of (F20)

    @Test(arguments: [true, false]) func whatWasRefusedForOneThatLeftUnheard(hasItsURL: Bool) throws {
        let scene = Scene(.v0_19, holding: held)
        scene.act(try newLink(in: scene))
        scene.restart()
        let link = try #require(scene.device.app.library.links.first { $0.title == "n" })
        scene.act(.archiveItems(links: [link.localId], folders: []))
        scene.settle { _ in .answered(Scene.done) }
        let findings = scene.findings(server(links: [200: "l", 201: hasItsURL ? "n" : "m"]))
        #expect(findings.broken == (hasItsURL ? [] : [.nothingSkipped]))
        #expect(findings.excuses.contains(.neverSent))
    }

    /// The link that is lacking had its URL when it came, and has another since.
    @Test(arguments: [true, false]) func whatWasRefusedByItsFormerURL(hadIt: Bool) throws {
        let scene = Scene(.v0_19, holding: held)
        scene.act(try newLink(in: scene))
        scene.settle { _ in .lost }
        let link = try #require(scene.device.app.library.links.first { $0.title == "n" })
        scene.act(.editLink(link.localId, title: "n", url: "https://a.example/x", note: "", tags: []))
        scene.restart()
        scene.settle { _ in .answered(Scene.created(202)) }
        scene.othersEdited(RowKey(.link, 201), .url, to: hadIt ? "https://a.example/x" : "https://a.example/y")
        scene.othersEdited(RowKey(.link, 201), .url, to: "https://a.example/m")
        let findings = scene.findings(server(links: [200: "l", 201: "m", 202: "n"]))
        #expect(findings.broken == (hadIt ? [] : [.nothingSkipped]))
    }

    // MARK: A folder that is there twice, since it was edited before its late answer came (F5)

    @Test(arguments: [true, false]) func whatWasPutIntoOneOfTwoFolders(wasEdited: Bool) throws {
        let scene = Scene(.v0_13_7, holding: held)
        scene.act(.createFolder(name: "p", note: "", parent: nil))
        scene.settle { _ in .late(Scene.created(101)) }
        let folder = try #require(scene.device.app.library.folders.first { $0.name == "p" }).localId
        if wasEdited { scene.act(.archiveFolder(folder)) }
        scene.syncByHand()
        scene.settle { _ in .answered(Scene.created(102)) }
        scene.act(.createFolder(name: "c", note: "", parent: folder))
        scene.settle { _ in .answered(Scene.created(103)) }
        scene.lateAnswersCome()
        scene.hear(
            "CREATE_FOLDER",
            "{\"id\":102,\"name\":\"p\",\"note\":\"\",\"parentFolderId\":null,\"isArchived\":false,"
                + "\"eventTimestamp\":2,\(Scene.foreign)}")
        var state = server(folders: [100: "a", 101: "p", 102: "p", 103: "c"])
        state.folders[101]?.isArchived = wasEdited
        state.folders[103]?.parent = 102
        let findings = scene.findings(state)
        #expect(findings.broken == (wasEdited ? [] : [.treeStaysTree]))
        #expect(findings.excuses == (wasEdited ? [.editedBeforeSynced] : []))
    }

    // MARK: A folder that was made in one without an id (F21)

    /// Its user made a link in a folder of his own that lies in another of his own, which goes, since he deletes it or hears
    /// that somebody has: and others have put the link elsewhere.
    @Test(arguments: [true, false], [true, false])
    func whatLayInAFolderThatWentWithItsParent(wasParentSynced: Bool, isByUser: Bool) throws {
        let scene = Scene(isByUser ? .v0_11 : .v0_16, holding: held)
        func folder(_ name: String) throws -> Int64 {
            try #require(scene.device.app.library.folders.first { $0.name == name }).localId
        }
        scene.act(.createFolder(name: "p", note: "", parent: nil))
        scene.settle { _ in wasParentSynced ? .answered(Scene.created(101)) : .lost }
        scene.act(.createFolder(name: "c", note: "", parent: try folder("p")))
        scene.settle { _ in .answered(Scene.created(102)) }
        scene.act(
            .createLink(
                kind: .folder, folder: try folder("c"), url: "https://a.example/n", title: "n", note: "", tags: []))
        scene.settle { _ in .answered(Scene.created(201)) }
        scene.restart()
        scene.settle { _ in .answered(Scene.created(101)) }
        if isByUser {
            scene.act(.deleteFolder(try folder("p")))
            scene.settle { _ in .answered(Scene.done) }
        } else {
            scene.hear("DELETE_FOLDER", "{\"id\":101,\"eventTimestamp\":2,\(Scene.foreign)}")
        }
        var state = server(links: [200: "l", 201: "n"])
        state.links[201]?.type = "SAVED_LINK"
        state.links[201]?.folder = nil
        let findings = scene.findings(state)
        #expect(findings.broken == (wasParentSynced ? [.nothingSkipped] : []))
        #expect(findings.excuses == (wasParentSynced ? [] : [.parentUnsynced]))
    }

    // MARK: A creation behind an item that stops the queue (F35)

    @Test func aCreationBehindAnUnreadableItemIsStuck() throws {
        let scene = Scene(.v0_13_7, holding: held)
        let link = try #require(scene.device.app.library.links.first)
        scene.act(.editLinkNote(link.localId, to: "x"))
        scene.settle { _ in .lost }
        scene.act(try newLink(in: scene))
        scene.settle { _ in .answerLost(Scene.created(201)) }
        scene.restart()
        scene.settle { _ in .answered(Scene.created(201)) }
        let findings = scene.findings(server(links: [200: "l", 201: "n"]))
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.stuckInQueue])
    }

    @Test func aCreationThatIsSentButAnsweredWithoutAnIdIsNoStuckOne() throws {
        let scene = Scene(.v0_13_7, holding: held)
        scene.act(try newLink(in: scene))
        scene.settle { _ in .answerLost(Scene.created(201)) }
        scene.restart()
        scene.settle { _ in .answered("{}") }
        let findings = scene.findings(server(links: [200: "l", 201: "n"]))
        #expect(findings.broken == [.nothingWedges])
        #expect(findings.excuses.isEmpty)
    }

    // MARK: An app that dies between a panel and its entries

    @Test(arguments: [true, false]) func anEntryWhosePanelTheAppHadDeletedWhenItDied(dies: Bool) throws {
        let scene = Scene(.v0_16, holding: held)
        scene.hear("ADD_A_NEW_PANEL", "{\"panelId\":300,\"panelName\":\"p\",\"eventTimestamp\":2,\(Scene.foreign)}")
        scene.hear(
            "ADD_A_NEW_FOLDER_IN_A_PANEL",
            "{\"id\":400,\"folderId\":100,\"panelPosition\":0,\"folderName\":\"a\",\"connectedPanelId\":300,"
                + "\"eventTimestamp\":3,\(Scene.foreign)}")
        #expect(scene.device.app.library.panelFolders.count == 1)
        if dies {
            scene.hear("DELETE_A_PANEL", "{\"id\":300,\"eventTimestamp\":4,\(Scene.foreign)}") { $0.panels.isEmpty }
            scene.restart()
        }
        let findings = scene.findings(server())
        #expect(findings.excuses == (dies ? [.diedDeletingPanel] : []))
        #expect(findings.broken == (dies ? [] : [.nothingSkipped]))
    }

    // MARK: Local ids that start again

    @Test(arguments: [true, false]) func whatLiesInAFolderThatGotAnothersNumberIsLackingForThat(isRenamed: Bool) {
        let history = HandMade.history()
        var ledger = Ledger(history)
        if isRenamed { ledger.renamedByAnswers = [Ledger.RemovedRow(device: 0, row: RowKey(.folder, 100))] }
        var state = LibraryState()
        state.folders[100] = LibraryState.Folder(name: "a", note: "", parent: nil, isArchived: false)
        state.links[200] = LibraryState.Link(
            type: "FOLDER_LINK", title: "t", url: "u", note: "", imageURL: "", folder: 100, tags: [])
        let check = DeviceCheck(HandMade.device(history), server: state, ledger: ledger)
        #expect([check.judgeMissing(RowKey(.link, 200))].excuses == (isRenamed ? [.localIdAgain] : []))
    }

    // MARK: What comes just when its user deletes it

    @Test(arguments: [true, false]) func anEntryThatIsBeingAppliedWhenItsFolderIsDeleted(isAmidst: Bool) throws {
        let scene = Scene(.v0_13_7, holding: held)
        let folder = try #require(scene.device.app.library.folders.first)
        scene.hear("ADD_A_NEW_PANEL", "{\"panelId\":300,\"panelName\":\"p\",\"eventTimestamp\":2,\(Scene.foreign)}")
        var looks = 0
        scene.hear(
            "ADD_A_NEW_FOLDER_IN_A_PANEL",
            "{\"id\":400,\"folderId\":100,\"panelPosition\":0,\"folderName\":\"a\",\"connectedPanelId\":300,"
                + "\"eventTimestamp\":3,\(Scene.foreign)}"
        ) { _ in
            looks += 1
            return isAmidst && looks > 1
        }
        scene.act(.deleteFolder(folder.localId))
        scene.settle { _ in .answered(Scene.done) }
        var state = server(links: [:], folders: [:])
        state.panels[300] = "p"
        let findings = scene.findings(state)
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == (isAmidst ? [.enteredWhileDeleted] : []))
    }

    @Test(arguments: [true, false]) func anEntryThatIsMadeWhileItsFolderIsBeingDeleted(isMade: Bool) throws {
        let scene = Scene(.v0_19, holding: held)
        let folder = try #require(scene.device.app.library.folders.first)
        scene.hear("ADD_A_NEW_PANEL", "{\"panelId\":300,\"panelName\":\"p\",\"eventTimestamp\":2,\(Scene.foreign)}")
        let panel = try #require(scene.device.app.library.panels.first)
        let put = UserAction.addFolderToPanel(folder: folder.localId, panel: panel.localId)
        if !isMade { scene.act(put) }
        // The folder's entries go before its links do.
        scene.hear("DELETE_FOLDER", "{\"id\":100,\"eventTimestamp\":3,\(Scene.foreign)}") { $0.links.isEmpty }
        if isMade { scene.act(put) }
        scene.settle { _ in .answered(Scene.created(400)) }
        var state = server(links: [:], folders: [:])
        state.panels[300] = "p"
        let findings = scene.findings(state)
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == (isMade ? [.enteredWhileDeleted] : []))
    }

    @Test(arguments: [true, false], [true, false]) func aTagIsToldOfThatItsUserDeletesMeanwhile(
        isMeanwhile: Bool, isWipe: Bool
    ) throws {
        let scene = Scene(
            .v0_19, holding: HandMade.updates(tags: "{\"id\":300,\"name\":\"t\",\"eventTimestamp\":1700000000}"))
        let tag = try #require(scene.device.app.library.tags.first)
        let rename = "{\"id\":300,\"newName\":\"u\",\"eventTimestamp\":2,\(Scene.foreign)}"
        scene.device.noteTold(
            Array("{\"operation\":\"RENAME_TAG\",\"payload\":\(rename)}".utf8),
            atMilliseconds: isMeanwhile ? 0 : .max)
        scene.act(isWipe ? .deleteEverything : .deleteTag(tag.localId))
        scene.settle { _ in .answered(Scene.done) }
        scene.hear("RENAME_TAG", rename)
        let findings = ProblemCheck(scene.device, scene.ledger).findings
        #expect(findings.broken == (isMeanwhile ? [] : [.nothingWedges]))
        #expect(findings.excuses == (isMeanwhile ? [.toldBeforeDeleted] : []))
    }

    /// The answer to a tag's creation, 301, is late still, and a sync by hand has sent it once more meanwhile: 300.
    private func sceneOfTagSentTwice(isRenamed: Bool) throws -> Scene {
        let scene = Scene(.v0_15_2, holding: HandMade.updates())
        scene.act(.createTag(name: "t"))
        scene.settle { _ in .late(Scene.created(301)) }
        let tag = try #require(scene.device.app.library.tags.first)
        if isRenamed { scene.act(.renameTag(tag.localId, to: "u")) }
        scene.syncByHand()
        scene.settle { _ in .answered(Scene.created(300)) }
        return scene
    }

    /// The late answer comes: the app has it by the last id.
    @Test(arguments: [true, false]) func aTagThatIsThereTwiceAndWasRenamedBetweenIsOneOfThem(isRenamed: Bool) throws {
        let scene = try sceneOfTagSentTwice(isRenamed: isRenamed)
        scene.lateAnswersCome()
        #expect(scene.device.app.library.tags.map(\.remoteId) == [301])
        scene.hear("DELETE_TAG", "{\"id\":300,\"eventTimestamp\":2,\(Scene.foreign)}")
        let findings = ProblemCheck(scene.device, scene.ledger).findings
        #expect(findings.broken == (isRenamed ? [] : [.nothingWedges]))
        #expect(findings.excuses == (isRenamed ? [.editedBeforeSynced] : []))
    }

    /// So it was edited by somebody else by its first id.
    @Test(arguments: [true, false]) func whatOthersMadeOfOneOfTwoTheAppHasByTheOther(isRenamed: Bool) throws {
        let scene = try sceneOfTagSentTwice(isRenamed: isRenamed)
        scene.othersEdited(RowKey(.tag, 300), .name, to: "v")
        scene.hear("RENAME_TAG", "{\"id\":300,\"newName\":\"v\",\"eventTimestamp\":2,\(Scene.foreign)}")
        scene.lateAnswersCome()
        var state = server(links: [:], folders: [:])
        state.tags = [300: "v", 301: "t"]
        let findings = scene.findings(state)
        #expect(findings.broken == (isRenamed ? [] : [.nothingSkipped]))
        #expect(findings.excuses.contains(.editedBeforeSynced) == isRenamed)
    }

    // MARK: A link that came when its tag was not there, by a deletion that nobody heard of (F20)

    @Test(arguments: [true, false]) func aLinkLacksTheTagThatItsUserHadDeletedUnheard(isUnheard: Bool) throws {
        let scene = Scene(
            .v0_16, holding: HandMade.updates(tags: "{\"id\":300,\"name\":\"t\",\"eventTimestamp\":1700000000}"))
        if isUnheard {
            scene.act(.deleteEverything)
            scene.settle { _ in .lost }
        } else {
            scene.hear("DELETE_TAG", "{\"id\":300,\"eventTimestamp\":2,\(Scene.foreign)}")
        }
        scene.hear(
            "CREATE_A_NEW_LINK",
            "{\"id\":201,\"linkType\":\"SAVED_LINK\",\"title\":\"n\",\"url\":\"https://a.example/n\","
                + "\"baseURL\":\"a.example\",\"imgURL\":\"\",\"note\":\"\",\"idOfLinkedFolder\":null,"
                + "\"userAgent\":null,\"markedAsImportant\":false,\"mediaType\":\"IMAGE\",\(Scene.foreign),"
                + "\"linkTags\":[{\"linkId\":201,\"tagId\":300}],\"eventTimestamp\":2}")
        scene.hear("CREATE_TAG", "{\"id\":300,\"name\":\"t\",\"eventTimestamp\":2,\(Scene.foreign)}")
        var state = server(links: [201: "n"], folders: [:])
        state.links[201]?.type = "SAVED_LINK"
        state.links[201]?.folder = nil
        state.links[201]?.tags = [300]
        state.tags[300] = "t"
        let findings = scene.findings(state)
        #expect(findings.broken == (isUnheard ? [] : [.nothingSkipped]))
        #expect(findings.excuses == (isUnheard ? [.neverSent] : []))
    }

    // MARK: A creation that waits for a tag

    @Test(arguments: [true, false]) func aLinkThatWaitsForItsTagFollowsFromTheTag(isTagStuck: Bool) throws {
        let scene = Scene(.v0_16, holding: held)
        scene.act(.createTag(name: "t"))
        scene.settle { _ in .answerLost(Scene.created(300)) }
        let tag = try #require(scene.device.app.library.tags.first)
        let folder = try #require(scene.device.app.library.folders.first)
        scene.act(
            .createLink(
                kind: .folder, folder: folder.localId, url: "https://a.example/n", title: "n", note: "",
                tags: [tag.localId]))
        scene.settle { _ in .answerLost(Scene.created(201)) }
        scene.restart()
        // A server that answers the tag without its number holds both back: told once, of the tag.
        scene.settle { request in
            request.path == "/CREATE_TAG" && isTagStuck ? .answered("{}") : .answered(Scene.created(201))
        }
        var state = server(links: [200: "l"])
        if !isTagStuck { state.tags[201] = "t" }
        state.links[201] = server(links: [201: "n"]).links[201]
        state.links[201]?.tags = isTagStuck ? [300] : [201]
        let findings = scene.findings(state)
        #expect(findings.broken == (isTagStuck ? [.nothingWedges] : []))
        #expect(findings.count { if case .violation = $0 { true } else { false } } == (isTagStuck ? 1 : 0))
        #expect(findings.excuses.isEmpty)
    }

    /// A list takes the tag off another link, and with that off all (F38), after the app has passed over the creation.
    @Test func aLinkThatHasLostItsTagSinceItWaitedFollowsFromTheTag() throws {
        let scene = Scene(.v0_15_2, holding: held)
        scene.act(.createTag(name: "t"))
        scene.settle { _ in .answerLost(Scene.created(300)) }
        let tag = try #require(scene.device.app.library.tags.first)
        let (link, folder) = (
            try #require(scene.device.app.library.links.first), try #require(scene.device.app.library.folders.first)
        )
        scene.act(
            .createLink(
                kind: .folder, folder: folder.localId, url: "https://a.example/n", title: "n", note: "",
                tags: [tag.localId]))
        scene.settle { _ in .lost }
        scene.act(
            .editLink(link.localId, title: "l", url: "https://a.example/l", note: "", tags: [tag.localId]))
        scene.settle { _ in .answered(Scene.done) }
        scene.restart()
        scene.settle { $0.path == "/CREATE_TAG" ? .answered("{}") : .answered(Scene.created(201)) }
        scene.hear("UPDATE_LINK", Self.link)
        #expect(scene.device.app.library.linkTags.isEmpty)
        let findings = scene.findings(server())
        // Told once, of the tag.
        #expect(findings.broken == [.nothingWedges])
        #expect(findings.count { if case .violation = $0 { true } else { false } } == 1)
    }

    // MARK: Rows twice

    private func twofold() -> Scene {
        let scene = Scene(.v0_16, holding: held)
        scene.hear("CREATE_FOLDER", Self.folder)
        return scene
    }

    private static let link =
        "{\"id\":200,\"linkType\":\"FOLDER_LINK\",\"title\":\"l\",\"url\":\"https://a.example/l\",\"baseURL\":\"\","
        + "\"imgURL\":\"\",\"note\":\"\",\"idOfLinkedFolder\":100,\"userAgent\":null,\"markedAsImportant\":false,"
        + "\"mediaType\":\"IMAGE\",\"linkTags\":[],\"eventTimestamp\":2,\(Scene.foreign)}"

    private static let folder =
        "{\"id\":100,\"name\":\"a\",\"note\":\"\",\"parentFolderId\":null,\"isArchived\":false,\"eventTimestamp\":2,"
        + "\(Scene.foreign)}"

    /// The request for the second answer came so long after the first one had left, and that when it was so late.
    @Test(arguments: [
        (Int64(10_000), Int64(30_000), Int64(0), true), (1_500, 2_000, 0, true), (1_000, 30_000, 0, false),
        (10_000, 30_000, 20_000, false), (1_500, 1_000, 600, false),
    ])
    func anAnswerThatWasLateComesWithOneThatWasAskedForMeanwhile(
        askedAfter: Int64, lateness: Int64, takenAfter: Int64, isExcused: Bool
    ) {
        let scene = twofold()
        for (asked, taken) in [(Int64(0), lateness), (askedAfter, lateness + takenAfter)] {
            var exchange = Exchange(
                sender: .nobody, device: 0, request: WireRequest(method: "GET", path: "/GET_UPDATES", body: nil),
                sentMilliseconds: asked)
            (exchange.arrivedMilliseconds, exchange.answeredMilliseconds) = (asked, asked)
            scene.device.noteTaken(Array(held.utf8), of: exchange, atMilliseconds: taken)
        }
        let findings = scene.findings(server())
        #expect(findings.broken == (isExcused ? [] : [.nothingDoubled]))
        #expect(findings.excuses == (isExcused ? [.answeredLate] : []))
    }

    /// An edit of a whole link that waited since an earlier edit may come at any time.
    @Test(arguments: [("[2]", true), ("[2, 4]", false)])
    func anEditOfTagsIsHeardByARequestThatNamesAsMany(tags: String, isHeard: Bool) throws {
        var ledger = Ledger(HandMade.history())
        let body = #"{"id":200,"linkTags":[{"linkId":200,"tagId":300,"eventTimestamp":0}],"eventTimestamp":8}"#
        ledger.sendings[1] = Ledger.Sending(
            device: 0, life: 0, content: try #require(RequestContent(path: "/UPDATE_LINK", body: Array(body.utf8))),
            sentMilliseconds: 20_000, fate: .heard)
        let library = HandMade.device().app.library
        let edit = LocalDifference.Edit(
            row: LocalDifference.Row(kind: .link, localId: 1), remoteId: 200, field: .tags, value: tags)
        let intent = Ledger.Intent(
            device: 0, milliseconds: 10_000, clockSeconds: 10, action: .deleteDuplicates,
            difference: LocalDifference(from: library, to: library))
        #expect(ledger.wasHeard(edit, RowKey(.link, 200), intent) == isHeard)
    }

    /// An answer has given another's number to the local id that the tag had got after a wipe (F40).
    @Test(arguments: [true, false]) func aTagIsDeletedThatHasAnothersNumber(isRenamed: Bool) {
        let scene = Scene(.v0_16, holding: held)
        scene.hear("DELETE_TAG", "{\"id\":300,\"eventTimestamp\":2,\(Scene.foreign)}")
        var ledger = scene.ledger
        if isRenamed { ledger.renamedByAnswers = [Ledger.RemovedRow(device: 0, row: RowKey(.tag, 300))] }
        let findings = ProblemCheck(scene.device, ledger).findings
        #expect(findings.broken == (isRenamed ? [] : [.nothingWedges]))
        #expect(findings.excuses == (isRenamed ? [.localIdAgain] : []))
    }

    /// The copy bears the number of the link, and so do those that lists bring when they have taken away one of the two.
    @Test(arguments: [true, false]) func aCopyThatNobodyWasAskedForHadItsNumber(isCopied: Bool) throws {
        let scene = Scene(.v0_14, holding: held)
        let folder = try #require(scene.device.app.library.folders.first)
        scene.act(.createFolder(name: "b", note: "", parent: nil))
        scene.settle { _ in .lost }
        let other = try #require(scene.device.app.library.folders.last)
        if isCopied { scene.act(.copyItems(links: [], folders: [folder.localId], into: other.localId)) }
        for _ in 0..<2 {
            scene.hear("DELETE_A_LINK", "{\"id\":200,\"eventTimestamp\":2,\(Scene.foreign)}")
            scene.hear("CREATE_A_NEW_LINK", Self.link)
        }
        if !isCopied { scene.hear("CREATE_A_NEW_LINK", Self.link) }
        #expect(scene.device.app.library.links.count { $0.remoteId == 200 } == 2)
        #expect(scene.findings(server()).broken.contains(.nothingDoubled) == !isCopied)
    }

    // MARK: A copy of what was gone (§5.6)

    private func copied(sourceIsGone: Bool) throws -> Scene {
        let scene = Scene(.v0_13_7, holding: held)
        let library = scene.device.app.library
        let (link, folder) = (try #require(library.links.first), try #require(library.folders.first))
        if sourceIsGone { scene.removed(RowKey(.link, 200)) }
        scene.act(.copyItems(links: [link.localId], folders: [], into: folder.localId))
        scene.settle { _ in
            .answered("{\"folders\":[],\"linkIds\":{},\(Scene.correlation),\"eventTimestamp\":1}")
        }
        scene.hear("DELETE_A_LINK", "{\"id\":200,\"eventTimestamp\":2,\(Scene.foreign)}")
        return scene
    }

    @Test func aCopyOfWhatWasDeletedBeforeItCameHasNoNumber() throws {
        let findings = try copied(sourceIsGone: true).findings(server(links: [:]))
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.copiedWhatWasGone])
    }

    @Test func aCopyOfWhatIsThereMustGetANumber() throws {
        let scene = try copied(sourceIsGone: false)
        // That it goes later is no excuse.
        scene.removed(RowKey(.link, 200))
        #expect(scene.findings(server(links: [:])).broken == [.nothingWedges])
        #expect(scene.findings(server(links: [:])).excuses.isEmpty)
    }

    // MARK: An item that creates for ever (F7)

    @Test func aCreationWhoseRowIsGoneIsSentForEver() throws {
        let scene = Scene(.v0_19, holding: held)
        scene.act(try newLink(in: scene))
        scene.settle { _ in .lost }
        scene.hear("DELETE_FOLDER", "{\"id\":100,\"eventTimestamp\":2,\(Scene.foreign)}")
        scene.restart()
        scene.settle { _ in .answered(Scene.created(201)) }
        var state = LibraryState()
        state.links[201] = server(links: [201: "n"]).links[201]
        state.links[201]?.folder = nil
        state.links[201]?.type = "SAVED_LINK"
        let findings = scene.findings(state)
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.createdForEver])
    }

    @Test func aRowThatTheServerTookFromItsMakerIsNotCreatedForEver() throws {
        let scene = Scene(.v0_19, holding: held)
        scene.act(try newLink(in: scene))
        scene.settle { _ in .answered(Scene.created(201)) }
        scene.hear("DELETE_A_LINK", "{\"id\":201,\"eventTimestamp\":2,\(Scene.foreign)}")
        let findings = scene.findings(server(links: [200: "l", 201: "n"]))
        #expect(findings.broken == [.nothingSkipped])
        #expect(findings.excuses.isEmpty)
    }

    // MARK: Deletions that never came

    private func folderDeleted(_ fate: Scene.Fate) throws -> Scene {
        let scene = Scene(.v0_19, holding: held)
        let folder = try #require(scene.device.app.library.folders.first)
        scene.act(.deleteFolder(folder.localId))
        scene.settle { _ in fate }
        scene.restart()
        scene.settle { _ in .answered(Scene.done) }
        return scene
    }

    @Test func aFoldersDeletionThatWasLostIsNeverSentAgain() throws {
        let findings = try folderDeleted(.lost).findings(server())
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.queuedFolderDeletion])
    }

    @Test func aFoldersDeletionThatWasConfirmedIsNoExcuse() throws {
        let findings = try folderDeleted(.answerLost(Scene.done)).findings(server())
        #expect(findings.broken == [.nothingSkipped])
        #expect(findings.excuses.isEmpty)
    }

    /// Others put it into the folder that is gone here, and out of it again.
    @Test(arguments: [true, false]) func whatLayForAWhileInAFolderWhoseDeletionWasLost(didLieThere: Bool) throws {
        let scene = try folderDeleted(.lost)
        if didLieThere {
            scene.othersSent(
                "MOVE_EXISTING_ITEMS",
                "{\"folderIds\":[],\"linkIds\":[201],\"linkType\":\"FOLDER_LINK\",\"newParentFolderId\":100}")
        }
        var state = server(links: [200: "l", 201: "n"])
        state.links[201]?.type = "ARCHIVE_LINK"
        state.links[201]?.folder = nil
        let findings = scene.findings(state)
        #expect(findings.broken == (didLieThere ? [] : [.nothingSkipped]))
        #expect(findings.excuses == [.queuedFolderDeletion])
    }

    // MARK: A move that could not be stored, into a folder that went (F35)

    @Test(arguments: [true, false]) func whatWasMovedInVainWentWithTheFolder(isStorageFull: Bool) throws {
        let scene = Scene(
            .v0_16,
            holding: HandMade.updates(
                folders: HandMade.folder(100, "a") + "," + HandMade.folder(101, "b"),
                links: HandMade.link(200, "l", folder: 100)))
        let library = scene.device.app.library
        let link = try #require(library.links.first)
        let folder = try #require(library.folders.first { $0.remoteId == 101 })
        scene.act(.moveItems(links: [link.localId], folders: [], into: folder.localId))
        scene.settle { _ in isStorageFull ? .impossible : .refused }
        scene.act(.deleteFolder(folder.localId))
        scene.settle { _ in .answered(Scene.done) }
        let findings = scene.findings(server())
        #expect(findings.broken == (isStorageFull ? [] : [.nothingSkipped]))
        #expect(findings.excuses == (isStorageFull ? [.stuckInQueue] : []))
    }

    private func linkDeleted(behindUnreadable: Bool) throws -> Scene {
        let scene = Scene(.v0_13_7, holding: held)
        let link = try #require(scene.device.app.library.links.first)
        if behindUnreadable { scene.act(.editLinkNote(link.localId, to: "x")) }
        scene.settle { _ in .lost }
        scene.act(.deleteLink(link.localId))
        scene.settle { _ in .lost }
        scene.restart()
        scene.settle { _ in .refused }
        return scene
    }

    @Test func aDeletionBehindAnUnreadableItemIsStuck() throws {
        let findings = try linkDeleted(behindUnreadable: true).findings(server())
        #expect(findings.broken.isEmpty)
        #expect(findings.excuses == [.stuckInQueue])
    }

    @Test func aDeletionThatTheServerRefusedIsNotStuck() throws {
        let findings = try linkDeleted(behindUnreadable: false).findings(server())
        #expect(findings.broken == [.nothingSkipped])
        #expect(findings.excuses.isEmpty)
    }
}
