import Testing

@testable import AppModels

@Suite("The collector of frames, PROTOCOL 4.5 and 5.1")
struct CollectorTests {
    private static let strict: [(String, String)] = [
        ("CREATE_TAG", #""id":1,"name":"t""#), ("DELETE_TAG", #""id":1"#), ("RENAME_TAG", #""id":1,"newName":"t""#),
        ("COPY_EXISTING_ITEMS", ""), ("UNARCHIVE_MULTIPLE_ITEMS", #""foldersIds":[],"linkIds":[]"#),
        ("DELETE_EVERYTHING", ""), ("DELETE_MULTIPLE_ITEMS", #""linkIds":[],"folderIds":[]"#),
        ("MOVE_EXISTING_ITEMS", #""folderIds":[],"linkIds":[],"linkType":"FOLDER_LINK","newParentFolderId":1"#),
        ("ARCHIVE_MULTIPLE_ITEMS", #""linkIds":[],"folderIds":[]"#), ("MARK_FOLDERS_AS_ROOT", #""folderIds":[]"#),
        ("DELETE_DUPLICATE_LINKS", #""linkIds":[]"#),
    ]

    private func payload(_ keys: String, _ correlation: String) -> String {
        "{" + (keys.isEmpty ? "" : keys + ",") + #""eventTimestamp":900,"correlation":\#(correlation)}"#
    }

    @Test(arguments: strict)
    func aKeyTooManyThrows(_ operation: String, _ keys: String) throws {
        let echoes = [
            (payload(keys, Stage.ownCorrelation), true),
            (payload(keys + (keys.isEmpty ? "" : ",") + #""message":"x""#, Stage.ownCorrelation), false),
            (payload(keys, #"{"id":"\#(Stage.ownID)","clientName":"x","more":1}"#), false),
        ]
        for (text, survives) in echoes {
            let stage = try Stage.connected(.v0_19)
            stage.event(operation, text)
            #expect(stage.app.isSocketOpen == survives, "\(text)")
            #expect(stage.app.watermark == (survives ? 900 : 0))
            #expect(stage.app.problems.count == (survives ? 0 : 1))
            #expect(stage.app.takeHangUps() == (survives ? 0 : 1))
        }
    }

    @Test func theOtherOperationsAreReadLeniently() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event(
            "DELETE_A_LINK", #"{"id":1,"more":{"a":["]"]},"correlation":\#(Stage.ownCorrelation),"eventTimestamp":5}"#)
        #expect(stage.app.isSocketOpen)
        #expect(stage.app.watermark == 5)
    }

    @Test func aMissingKeyThrows() throws {
        let stage = try Stage.connected(.v0_11)
        stage.event("DELETE_A_LINK", #"{"correlation":\#(Stage.ownCorrelation),"eventTimestamp":5}"#)
        #expect(!stage.app.isSocketOpen)
    }

    @Test(arguments: Generation.allCases)
    func anUnknownOperationThrowsSince016(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("DELETE_ALL_FOLDERS_FROM_A_PANEL", Payload.id(1, 900))
        #expect(stage.app.isSocketOpen == (generation <= .v0_15_2))
        #expect(stage.app.watermark == 0)
    }

    @Test(arguments: [Generation.v0_11, .v0_13_7])
    func oldAppsPassOverWhatCameLater(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.event("CREATE_TAG", Payload.tag(1, "t", 900))
        stage.event("UPDATE_FOLDER", Payload.folder(1, "f", 901))
        stage.event("FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS", stage.stamp(902))
        if generation == .v0_11 { stage.event("COPY_EXISTING_ITEMS", Payload.stampOnly(903)) }
        #expect(stage.app.watermark == 0)
        #expect(stage.app.isSocketOpen)
        #expect(stage.waiting.isEmpty)
    }

    @Test func afterAnExceptionNoFrameIsHandledAndNothingDials() throws {
        let stage = try Stage.connected(.v0_19)
        stage.event(
            "RENAME_TAG", #"{"id":4,"newName":"t","eventTimestamp":900,"correlation":\#(Stage.foreignCorrelation)}"#)
        stage.event("CREATE_FOLDER", Payload.folder(70, "a", 901))
        #expect(stage.app.library.folders.isEmpty)
        #expect(stage.app.takeDials() == 0)
        // A manual sync dials again, after its pull.
        stage.app.manualSync(nowSeconds: 1)
        #expect(stage.app.takeDials() == 0)
        try stage.answer("/GET_UPDATES", Stage.emptyUpdates)
        #expect(stage.app.takeDials() == 1)
    }

    @Test(arguments: Generation.allCases)
    func theNextFrameCancelsUpTo014(_ generation: Generation) throws {
        let stage = try Stage.connected(generation)
        stage.arrive("CREATE_FOLDER", Payload.folder(70, "a", 900))
        stage.arrive("CREATE_FOLDER", Payload.folder(71, "b", 901))
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == (generation <= .v0_14 ? [71] : [70, 71]))
        #expect(stage.app.watermark == 901)
    }

    @Test func cancellingKeepsTheRowAndLosesTheWatermark() throws {
        let stage = try Stage.connected(.v0_14)
        stage.arrive("CREATE_FOLDER", Payload.folder(70, "a", 900))
        while stage.app.library.folders.isEmpty {
            stage.app.step(try #require(stage.app.runnable.first), nowSeconds: 0)
        }
        stage.event("DELETE_A_LINK", Payload.id(3, 950))
        #expect(stage.app.library.folders.count == 1)
        #expect(stage.app.watermark == 0)
    }

    @Test func framesThatCameBeforeTheEndAreHandled() throws {
        let stage = try Stage.connected(.v0_19)
        stage.arrive("CREATE_FOLDER", Payload.folder(70, "a", 900))
        stage.arrive("CREATE_FOLDER", Payload.folder(71, "b", 901))
        #expect(stage.app.unhandledFrames == 2)
        stage.app.socketClosed()
        stage.arrive("CREATE_FOLDER", Payload.folder(72, "c", 902))
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == [70, 71])
    }

    @Test func aCopyOfSomebodyElseIsAPullWithinTheCollector() throws {
        let stage = try Stage.connected(.v0_19)
        stage.arrive("COPY_EXISTING_ITEMS", Payload.stampOnly(900))
        stage.arrive("CREATE_FOLDER", Payload.folder(71, "b", 950))
        let request = try stage.request("/GET_UPDATES")
        #expect(request.query.map { $0.value } == ["899"])
        #expect(stage.app.library.folders.isEmpty)
        let updates = Payload.updates(folders: [Payload.folder(70, "a", 880)])
        stage.app.receive(.answered(status: 200, body: Array(updates.utf8)), for: request.ticket, nowSeconds: 1)
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == [70, 71])
        #expect(stage.app.watermark == 950)
    }

    @Test func aCopyWhosePullFailsMovesNothingAndTheCollectorLives() throws {
        let stage = try Stage.connected(.v0_16)
        stage.event("COPY_EXISTING_ITEMS", Payload.stampOnly(900))
        try stage.lose("/GET_UPDATES")
        #expect(stage.app.watermark == 0)
        #expect(stage.app.isSocketOpen)
        stage.event("CREATE_FOLDER", Payload.folder(71, "b", 950))
        #expect(stage.app.watermark == 950)
    }

    @Test func aNewFrameCancelsThePullOfACopyIn014() throws {
        let stage = try Stage.connected(.v0_14)
        stage.event("COPY_EXISTING_ITEMS", Payload.stampOnly(900))
        let request = try stage.request("/GET_UPDATES")
        stage.event("CREATE_FOLDER", Payload.folder(71, "b", 850))
        let updates = Payload.updates(folders: [Payload.folder(70, "a", 880)])
        stage.app.receive(.answered(status: 200, body: Array(updates.utf8)), for: request.ticket, nowSeconds: 1)
        stage.run()
        #expect(stage.app.library.folders.map { $0.remoteId } == [71])
        #expect(stage.app.isIdle)
    }

    @Test func aProblemTellsWhichTagIsLacking() {
        #expect(App.tag(lackingBy: "socket: no tag with remote id 7000000012") == 7_000_000_012)
        #expect(App.tag(lackingBy: "queue: no tag with remote id 7, after a pull of its own that failed") == 7)
        #expect(App.tag(lackingBy: "socket: no such link") == nil)
    }
}
