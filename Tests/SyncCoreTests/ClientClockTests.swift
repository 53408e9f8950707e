import JSONText
import SyncModel
import Testing

@testable import SyncCore

/// PROTOCOL F10; SYNC §5, rule 12; report R28.
@Suite struct ClientClockTests {
    private let arrival: Int64 = 1_800_000_000

    private func offset(_ known: Int64?, said: Int64, atOnce: Bool = true, ofOwnClock: Bool = true) -> Int64? {
        let offset = offset(known.map { ClientClock.Offset(seconds: $0) }, said, atOnce: atOnce, ofOwnClock: ofOwnClock)
        return offset.flatMap { $0.isBound ? nil : $0.seconds }
    }

    private func offset(
        _ known: ClientClock.Offset?, _ said: Int64, atOnce: Bool = true, ofOwnClock: Bool = true
    ) -> ClientClock.Offset? {
        ClientClock.offset(
            known, said: said, isSentAtOnce: atOnce, isOfOwnClock: ofOwnClock, arrivalSeconds: arrival)
    }

    @Test func theLargestDifferenceIsTheOffset() {
        #expect(offset(nil, said: arrival - 60) == -60)
        #expect(offset(-60, said: arrival - 58) == -58)
        #expect(offset(-58, said: arrival - 90) == -58)
        #expect(offset(nil, said: arrival + 60) == 60)
    }

    @Test func whatWaitedInAQueueProvesOnlyTheFuture() {
        #expect(offset(nil, said: arrival - 60, atOnce: false) == nil)
        #expect(offset(nil, said: arrival + 60, atOnce: false) == 60)
        #expect(offset(90, said: arrival + 60, atOnce: false) == 90)
    }

    /// The creation that was measured had been on its way for long.
    @Test func anyEditShowsThatWhatWasMeasuredWasLate() {
        #expect(offset(-60, said: arrival - 50, atOnce: false) == -50)
        #expect(offset(-60, said: arrival - 70, atOnce: false) == -60)
        #expect(offset(-60, said: arrival - 50, atOnce: false, ofOwnClock: false) == -60)
        #expect(offset(-3_600, said: arrival - 50, atOnce: false) == -3_600)
    }

    @Test func soDoesOneThatCameBefore() {
        let bound = offset(nil, arrival - 2, atOnce: false)
        #expect(bound == ClientClock.Offset(seconds: -2, isBound: true))
        #expect(offset(bound, arrival - 600, atOnce: false) == bound)
        #expect(offset(bound, arrival - 30) == ClientClock.Offset(seconds: -2))
        #expect(offset(bound, arrival - 600) == ClientClock.Offset(seconds: -600))
        #expect(offset(nil, arrival - 2, atOnce: false, ofOwnClock: false) == nil)
    }

    /// Where many are given in a moment they run ahead of our clock.
    @Test func aNumberOfOursShowsNothing() {
        #expect(offset(0, said: arrival + 7, atOnce: false, ofOwnClock: false) == 0)
        #expect(offset(nil, arrival + 7, atOnce: false, ofOwnClock: false) == nil)
    }

    @Test func whoIsTakenForSetUpAnewKeepsItsClock() throws {
        let library = try Library()
        let (asker, now) = (Asker(token: 7), library.nowSeconds)
        func create(_ name: String, by device: String = "phone", said: Int64) throws -> Int64 {
            let reply = try library.send(
                .createFolder,
                #"{"name":"\#(name)","note":"","parentFolderId":null,"isArchived":false,"offlineSyncItemId":0,"#
                    + #""eventTimestamp":\#(said),"correlation":{"id":"\#(device)","clientName":"x"}}"#,
                as: asker)
            return try #require(reply["timeStampBasedResponse"]?["eventTimestamp"]?.integerValue)
        }
        func offset() throws -> Int64? {
            try library.reading { try $0.holder(of: asker, correlation: "")?.clockOffsetSeconds }
        }
        _ = try library.pull(after: try create("a", said: now - 60), as: asker)
        // A first pull comes late.
        _ = try library.pull(after: 0, as: asker)
        #expect(try offset() == nil)
        let number = try create("b", said: now - 90)
        #expect(try offset() == -60)
        _ = try library.pull(after: number, as: asker)
        _ = try library.pull(after: 0, as: asker)
        _ = try create("c", by: "another phone", said: now - 90)
        #expect(try offset() == -90)
    }

    @Test func aClockThatWasPutBackIsNoticed() {
        #expect(offset(3_600, said: arrival) == 0)
        #expect(offset(200, said: arrival) == 200)
    }

    @Test(arguments: [0, -1, 1_780_000_000_000, 2_540_000_000, .min, .max] as [Int64])
    func nonsenseIsOfNowAndProvesNothing(said: Int64) {
        #expect(offset(5, said: said) == 5)
        #expect(ClientClock.editSeconds(said, offsetSeconds: 5, arrivalSeconds: arrival) == arrival)
    }

    @Test func whatIsCorrectedIsNeverLaterThanItsArrival() {
        #expect(ClientClock.editSeconds(arrival - 100, offsetSeconds: -60, arrivalSeconds: arrival) == arrival - 40)
        #expect(ClientClock.editSeconds(arrival - 100, offsetSeconds: -600, arrivalSeconds: arrival) == arrival)
        #expect(
            ClientClock.editSeconds(arrival + 3_500, offsetSeconds: 3_600, arrivalSeconds: arrival) == arrival - 100)
        #expect(ClientClock.editSeconds(arrival + 3_500, offsetSeconds: nil, arrivalSeconds: arrival) == arrival)
    }

    @Test func aSlowClockLosesNothingOnceItIsKnown() throws {
        let library = try Library()
        let (slow, right) = (library.device("slow"), library.device("right"))
        let now = library.nowSeconds
        let folder = try slow.folder("a", said: now - 3_600)
        #expect(try slow.holder().clockOffsetSeconds == -3_600)
        let rename = #""folderId":\#(folder),"newFolderName":"#
        try right.send(.updateFolderName, rename + #""right""#, said: now + 10, at: now + 10)
        try slow.send(.updateFolderName, rename + #""slow""#, said: now - 3_580, at: now + 20)
        #expect(try library.row("folders", folder)?["name"] == .string("slow"))
        try slow.send(.updateFolderName, rename + #""too late""#, said: now - 3_595, at: now + 30)
        #expect(try library.row("folders", folder)?["name"] == .string("slow"))
    }

    /// R28: the last edit in true order stands, whatever a broken clock says.
    @Test func aClockThatIsFarOffDoesNotOwnTheRow() throws {
        let library = try Library()
        let (broken, right) = (library.device("broken"), library.device("right"))
        let link = try right.link("https://x.example/", type: "SAVED_LINK")
        let title = #""linkId":\#(link),"newTitleOfTheLink":"#
        var time = library.nowSeconds
        for said: Int64 in [2_540_000_000, 1_780_000_000_000, 0, -1, 2_540_000_000] {
            time += 5
            try broken.send(.updateLinkTitle, title + #""broken""#, said: said, at: time)
            #expect(try library.row("links", link)?["title"] == .string("broken"), "\(said)")
            time += 5
            try right.send(.updateLinkTitle, title + #""right""#, at: time)
            #expect(try library.row("links", link)?["title"] == .string("right"), "\(said)")
        }
        #expect(try broken.holder().clockOffsetSeconds == nil)
    }
}
