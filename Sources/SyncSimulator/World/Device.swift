import AppModels
import JSONText
import SyncModel

/// One installation in the world: the app and what surrounds it.
final class Device {
    let index: Int
    let plan: AppPlan
    let app: App
    /// Grows with each kill; what belongs to an earlier life is nobody's.
    var life = 0
    var isConfigured = false
    var hasNetwork = true
    var networkSinceMilliseconds: Int64 = 0
    /// A step of the app is in the event queue.
    var isStepDue = false
    /// To be closed once it is idle.
    var isClosing = false
    /// The socket of this life, once dialled.
    var socket: Int?
    var takesFramesLateUntil: Int64 = 0
    /// Remote ids of tags that this device took off all its links at once (PROTOCOL F38).
    private(set) var untaggedEverywhere: Set<Int64> = []
    /// Entries of panels that this device deleted, and died before it came to their entries: apps delete the panel
    /// first, and find its entries by it.
    private(set) var entriesWithoutPanel: Set<Int64> = []
    /// Folders, by local ids, that its user deleted while the app was applying something else.
    private(set) var foldersDeletedAmidst: Set<Int64> = []
    /// Entries of panels, by local ids, that its user made while the app was applying something else.
    private(set) var entriesMadeAmidst: Set<Int64> = []
    /// When a frame that throws where its tag is not known left for this device last, by tag.
    private(set) var tagsToldMilliseconds: [Int64: Int64] = [:]
    /// The answers with rows that came.
    private(set) var answersTaken: [RowsTaken] = []
    /// When lists that do left for it, by tag.
    private(set) var tagsListedMilliseconds: [Int64: [Int64]] = [:]
    /// Numbers that came to this device under its name: with answers to its writes, and by its sockets.
    private var numbersByName: Set<Int64> = []
    /// Without a token of its own nobody can tell before whose pulls these are; nor after one that came late and shows none.
    private(set) var hasShownNumberByName = false
    /// When the first pull left that showed one.
    private var shownByNameMilliseconds = Int64.max
    /// When the first pull arrived that showed any number.
    private(set) var firstShownMilliseconds = Int64.max
    /// When pulls arrived that tell nobody whose they are, but for a token of its own.
    private(set) var unknownPulls: [Int64] = []
    /// Those of them that the app was killed over, before it came to rest.
    private(set) var unknownPullsCutOff: [Int64] = []
    private var hasPulledUnknownInLife = false
    private var hasPulledInLife = false
    /// When the app opened its socket, until its first pull came.
    private var socketBeforePullMilliseconds: Int64?
    /// When pulls that show nothing arrived though the app had something by then: they were late.
    private(set) var latePullsOfEverything: [Int64] = []
    /// Rows that frames for this device made while a pull was late that shows nothing, or the first number that was given to
    /// its name: on its way, or behind a connection test that was.
    private(set) var rowsToldBeforeLatePull: Set<RowKey> = []
    private var rowsTold: [(row: RowKey, atMilliseconds: Int64)] = []
    /// When such a pull arrived while the answer to another may have been on its way: it is synced by hand as it starts.
    private(set) var pullsOfEverythingAtOnce: [Int64] = []
    private var lastPullOfEverything: (life: Int, atMilliseconds: Int64)?
    /// Answers that came name these, once the app applies them.
    var awaitedNames: [AwaitedName] = []
    /// Throws for everything on the way between this device and the server.
    var dice: Dice

    init(_ index: Int, _ plan: AppPlan, seed: UInt64) {
        self.index = index
        self.plan = plan
        app = App(
            name: plan.name, generation: plan.generation, correlationID: plan.correlationId,
            seed: seed &+ UInt64(index) &* 7_919)
        dice = Dice(seed: seed, purpose: UInt64(100 + index))
    }

    /// Before the app is killed.
    func noteCutOff() {
        defer { (hasPulledUnknownInLife, hasPulledInLife, socketBeforePullMilliseconds) = (false, false, nil) }
        guard !app.isIdle else { return }
        if hasPulledUnknownInLife { unknownPullsCutOff += unknownPulls.suffix(1) }
        let panels = Set(app.library.panels.map(\.localId))
        let entries = app.library.panelFolders.filter { !panels.contains($0.connectedPanelId) }
        entriesWithoutPanel.formUnion(entries.compactMap(\.remoteId))
    }

    /// Lets its user do something.
    func act(_ action: UserAction, nowSeconds: Int64) {
        let isBusy = app.canStep
        let (before, entries) = (app.library.folders, Set(app.library.panelFolders.map(\.localId)))
        watchingTags { app.perform(action, nowSeconds: nowSeconds) }
        guard isBusy else { return }
        foldersDeletedAmidst.formUnion(before.map(\.localId).filter { app.library.folder($0) == nil })
        entriesMadeAmidst.formUnion(app.library.panelFolders.map(\.localId).filter { !entries.contains($0) })
    }

    /// A frame leaves for it.
    func noteTold(_ frame: [UInt8], atMilliseconds now: Int64) {
        guard let json = try? JSONReader.read(frame) else { return }
        if let row = EventCheck.rowMade(by: json) { rowsTold.append((row, now)) }
        if let tag = Self.tagThatMayBeLacking(json) { tagsToldMilliseconds[tag] = now }
    }

    /// An answer came.
    func noteTaken(_ body: [UInt8], of exchange: Exchange, atMilliseconds now: Int64) {
        guard exchange.request.path == "/" + OperationName.getUpdates.rawValue,
            let asked = exchange.arrivedMilliseconds, let answered = exchange.answeredMilliseconds
        else { return }
        let rows = PulledRows.keys(of: body)
        guard !rows.isEmpty else { return }
        answersTaken.append(
            RowsTaken(
                rows: rows, life: life, askedMilliseconds: asked, answeredMilliseconds: answered,
                takenMilliseconds: now))
    }

    /// A list leaves for it.
    func noteListed(_ list: [UInt8], atMilliseconds now: Int64) {
        guard let entries = try? JSONReader.read(list).arrayValue else { return }
        for tag in entries.compactMap(Self.tagThatMayBeLacking) { tagsListedMilliseconds[tag, default: []].append(now) }
    }

    /// The tag of a frame or entry that throws where that is not known.
    private static func tagThatMayBeLacking(_ told: JSONValue) -> Int64? {
        let throwing = [OperationName.renameTag, .deleteTag].map(\.rawValue)
        guard let operation = told["operation"]?.stringValue, throwing.contains(operation) else { return nil }
        return told["payload"]?["id"]?.integerValue
    }

    var token: Token { plan.hasOwnToken ? .device(plan.name) : .shared }

    func noteNumber(in message: [UInt8]) {
        guard let json = try? JSONReader.read(message) else { return }
        let holders = [json, json["timeStampBasedResponse"], json["payload"]].compactMap { $0 }
        numbersByName.formUnion(holders.compactMap { $0["eventTimestamp"]?.integerValue })
    }

    func notePull(showing watermark: Int64, sentMilliseconds sent: Int64, atMilliseconds now: Int64) {
        hasPulledInLife = true
        // Who shows nothing may be any device, new or late, and is sent numbers as such.
        if watermark <= 0 { (hasShownNumberByName, shownByNameMilliseconds) = (false, .max) }
        noteToldBefore(sent, now)
        if watermark <= 0 { notePullOfEverything(now) }
        if numbersByName.contains(watermark) {
            hasShownNumberByName = true
            shownByNameMilliseconds = min(shownByNameMilliseconds, sent)
        }
        if watermark > 0 { firstShownMilliseconds = min(firstShownMilliseconds, now) }
        // One that left before and comes behind shows a number that was given to nobody by name.
        guard !hasShownNumberByName || sent < shownByNameMilliseconds else { return }
        unknownPulls.append(now)
        hasPulledUnknownInLife = true
    }

    /// Until the pull of a start comes nobody knows whose socket that start has opened.
    private func noteToldBefore(_ sent: Int64, _ now: Int64) {
        defer { socketBeforePullMilliseconds = nil }
        let since = min(sent, socketBeforePullMilliseconds ?? sent)
        guard !hasShownNumberByName, now - since > Self.lateMilliseconds else { return }
        rowsToldBeforeLatePull.formUnion(rowsTold.filter { $0.atMilliseconds >= since }.map(\.row))
    }

    func noteSocket(atMilliseconds now: Int64) {
        if !hasPulledInLife { socketBeforePullMilliseconds = now }
    }

    private func notePullOfEverything(_ now: Int64) {
        if app.watermark > 0 { latePullsOfEverything.append(now) }
        if let last = lastPullOfEverything, last.life == life, now - last.atMilliseconds < Self.answerMillisecondsMax {
            pullsOfEverythingAtOnce.append(now)
        }
        lastPullOfEverything = (life, now)
    }

    /// A server can wait for a request that is less late than that.
    private static let lateMilliseconds: Int64 = 1_000
    /// No answer is later, nor its rows applied.
    private static let answerMillisecondsMax: Int64 = 30_000

    /// Lets the app do something and notices when a tag leaves links on that occasion.
    func watchingTags(_ body: () -> Void) {
        guard plan.generation.untaggingTakesAll else { return body() }
        let before = app.library.linkTags
        body()
        guard app.library.linkTags != before else { return }
        for pair in before where !app.library.linkTags.contains(pair) {
            if let tag = app.library.tag(pair.tagId)?.remoteId { untaggedEverywhere.insert(tag) }
        }
    }

    func seconds(atTrue milliseconds: Int64) -> Int64 { plan.clock.seconds(atTrue: milliseconds) }
}

/// An answer to `GET_UPDATES` that brought something.
struct RowsTaken {
    let rows: Set<RowKey>
    let life: Int
    /// When its request came to the server, when that answered, and when the app had that.
    let askedMilliseconds: Int64
    let answeredMilliseconds: Int64
    let takenMilliseconds: Int64
}
