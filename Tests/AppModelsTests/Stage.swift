import Testing

@testable import AppModels

/// One app and a hand that plays the server to it.
final class Stage {
    static let ownID = "11111111-0000-4000-8000-000000000001"
    static let ownCorrelation = #"{"id":"\#(ownID)","clientName":"Quiet Heron"}"#
    static let foreignCorrelation = #"{"id":"22222222-0000-4000-8000-000000000002","clientName":"Loyal Owl"}"#
    static let emptyUpdates =
        #"{"links":[],"folders":[],"panels":[],"panelFolders":[],"tags":[],"linkTags":[]}"#

    let app: App
    var nowSeconds: Int64 = 5_000
    private var open: [AppRequest] = []

    init(_ generation: Generation) {
        app = App(name: "Quiet Heron", generation: generation, correlationID: Self.ownID, seed: 1)
    }

    /// An app after a first sync with an empty server, its socket open; the watermark is 0.
    static func connected(_ generation: Generation) throws -> Stage {
        let stage = Stage(generation)
        stage.app.connect(nowSeconds: stage.nowSeconds)
        try stage.answer("/GET_UPDATES", emptyUpdates)
        #expect(stage.app.takeDials() == 1)
        stage.app.socketOpened()
        #expect(stage.app.isIdle)
        return stage
    }

    /// Takes local steps until only the network can go on.
    func run() {
        app.runLocally(nowSeconds: nowSeconds)
        open += app.takeRequests()
    }

    /// The next request of a path; everything local happens first.
    func request(_ path: String) throws -> AppRequest {
        run()
        let index = try #require(
            open.firstIndex { $0.path == path }, "no \(path) among \(open.map { $0.path })")
        return open.remove(at: index)
    }

    /// The paths of requests that nobody answered yet.
    var waiting: [String] {
        run()
        return open.map { $0.path }
    }

    /// The body of the next request of a path, which stays unanswered.
    func body(_ path: String) throws -> String { text(of: try request(path)) }

    /// Answers the next request of a path and lets all that follows happen.
    /// - Returns: the body of the request.
    @discardableResult
    func answer(_ path: String, _ body: String = "", status: Int = 200, thenRun: Bool = true) throws -> String {
        let request = try request(path)
        app.receive(.answered(status: status, body: Array(body.utf8)), for: request.ticket, nowSeconds: nowSeconds)
        if thenRun { run() }
        return text(of: request)
    }

    @discardableResult
    func lose(_ path: String) throws -> String {
        let request = try request(path)
        app.receive(.failed, for: request.ticket, nowSeconds: nowSeconds)
        run()
        return text(of: request)
    }

    func stamp(_ seconds: Int64) -> String { #"{"eventTimestamp":\#(seconds),"message":"done"}"# }

    func newItem(_ id: Int64, _ seconds: Int64) -> String {
        #"{"timeStampBasedResponse":\#(stamp(seconds)),"id":\#(id),"correlation":\#(Self.ownCorrelation)}"#
    }

    /// A frame arrives; nothing is done about it yet.
    func arrive(_ operation: String, _ payload: String) {
        app.socketFrame(
            Array(#"{ "operation": "\#(operation)", "payload": \#(payload) }"#.utf8), nowSeconds: nowSeconds)
    }

    /// A frame arrives and is handled.
    func event(_ operation: String, _ payload: String) {
        arrive(operation, payload)
        run()
    }

    /// The app is opened again, its token is good, and both pulls bring what is given.
    func start(updates: String = Stage.emptyUpdates, tombstones: String = "[]") throws {
        app.start(nowSeconds: nowSeconds)
        try answer("/TEST_BEARER")
        try answer("/GET_TOMBSTONES", tombstones)
        try answer("/GET_UPDATES", updates)
    }

    /// The user does something and the server answers it.
    func perform(_ action: UserAction, _ path: String, _ answer: String) throws {
        app.perform(action, nowSeconds: nowSeconds)
        try self.answer(path, answer)
    }

    private func text(of request: AppRequest) -> String { String(decoding: request.body ?? [], as: UTF8.self) }
}

/// Payloads as a server sends them.
enum Payload {
    static func id(_ id: Int64, _ seconds: Int64, from correlation: String = Stage.foreignCorrelation) -> String {
        #"{"id":\#(id),"correlation":\#(correlation),"eventTimestamp":\#(seconds)}"#
    }

    static func folder(
        _ id: Int64, _ name: String, in parent: Int64? = nil, _ seconds: Int64,
        from correlation: String? = Stage.foreignCorrelation
    ) -> String {
        let whose = correlation.map { #","correlation":\#($0)"# } ?? ""
        let place = parent.map(String.init) ?? "null"
        return #"{"id":\#(id),"name":"\#(name)","note":"","parentFolderId":\#(place),"isArchived":false"#
            + #"\#(whose),"eventTimestamp":\#(seconds)}"#
    }

    static func link(
        _ id: Int64, _ url: String, _ kind: LinkKind = .folder, in folder: Int64? = nil, tags: [Int64] = [],
        title: String = "title", _ seconds: Int64
    ) -> String {
        let place = folder.map(String.init) ?? "null"
        let pairs = tags.map { #"{"linkId":\#(id),"tagId":\#($0)}"# }.joined(separator: ",")
        return #"{"id":\#(id),"linkType":"\#(kind.rawValue)","title":"\#(title)","url":"\#(url)","baseURL":"x","#
            + #""imgURL":"","note":"","idOfLinkedFolder":\#(place),"userAgent":null,"markedAsImportant":false,"#
            + #""mediaType":"IMAGE","linkTags":[\#(pairs)],"correlation":\#(Stage.foreignCorrelation),"#
            + #""eventTimestamp":\#(seconds)}"#
    }

    static func tag(_ id: Int64, _ name: String, _ seconds: Int64) -> String {
        #"{"id":\#(id),"name":"\#(name)","eventTimestamp":\#(seconds),"correlation":\#(Stage.foreignCorrelation)}"#
    }

    static func move(links: [Int64] = [], folders: [Int64] = [], to folder: Int64, _ seconds: Int64) -> String {
        #"{"folderIds":\#(folders),"linkIds":\#(links),"linkType":"FOLDER_LINK","newParentFolderId":\#(folder),"#
            + #""correlation":\#(Stage.foreignCorrelation),"eventTimestamp":\#(seconds)}"#
    }

    static func stampOnly(_ seconds: Int64, from correlation: String = Stage.foreignCorrelation) -> String {
        #"{"eventTimestamp":\#(seconds),"correlation":\#(correlation)}"#
    }

    static func tombstone(_ operation: String, _ payload: String, at seconds: Int64) -> String {
        #"{"deletedAt":\#(seconds),"operation":"\#(operation)","payload":\#(payload)}"#
    }

    static func updates(
        folders: [String] = [], links: [String] = [], panels: [String] = [], panelFolders: [String] = [],
        tags: [String] = []
    ) -> String {
        func list(_ rows: [String]) -> String { "[" + rows.joined(separator: ",") + "]" }
        return #"{"links":\#(list(links)),"folders":\#(list(folders)),"panels":\#(list(panels)),"#
            + #""panelFolders":\#(list(panelFolders)),"tags":\#(list(tags)),"linkTags":[]}"#
    }
}
