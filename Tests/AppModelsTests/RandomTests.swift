import Testing

@testable import AppModels

/// A server that says yes to everything and keeps nothing.
private struct Yes {
    var idsEver: Int64 = 1_000_000

    mutating func answer(_ request: AppRequest, to generation: Generation) throws -> String {
        let correlation = #""correlation":{"id":"x","clientName":"y"}"#
        let stamp = #"{"eventTimestamp":7,"message":""}"#
        switch Operation(named: String(request.path.dropFirst())) {
        case .getUpdates: return Stage.emptyUpdates
        case .getTombstones: return "[]"
        case .createFolder, .createLink, .createTag, .addPanel, .addFolderInPanel:
            return #"{"timeStampBasedResponse":\#(stamp),"id":\#(nextId()),\#(correlation)}"#
        case .copyItems:
            let body = try JSONValue(#require(request.body)).object()
            let links = try body.object(.linkIds).integersByNumber().map { #""\#($0.key)":\#(nextId())"# }
            var entries: [String] = []
            for folder in try body.objects(.folders) { try append(folder, generation, to: &entries) }
            return #"{"folders":[\#(entries.joined(separator: ","))],"linkIds":{\#(links.joined(separator: ","))},"#
                + #"\#(correlation),"eventTimestamp":7}"#
        default: return stamp
        }
    }

    private mutating func nextId() -> Int64 {
        idsEver += 1
        return idsEver
    }

    private mutating func append(_ entry: JSONObject, _ generation: Generation, to entries: inout [String]) throws {
        let folder = ids(try entry.object(.currentFolder), generation)
        let links = try entry.objects(.links).map { ids($0, generation) }
        entries.append(#"{"currentFolder":\#(folder),"links":[\#(links.joined(separator: ","))]}"#)
        guard !generation.copiesFlat else { return }
        for child in try entry.objects(JSONKey("childFolders")) { try append(child, generation, to: &entries) }
    }

    private mutating func ids(_ object: JSONObject, _ generation: Generation) -> String {
        let key = generation.copiesFlat ? JSONKey.newlyCopiedLocalId : .localId
        guard let local = try? object.integer(key) else { return "{}" }
        let remote = nextId()
        return
            #"{"localId":\#(local),"remoteId":\#(remote),"newlyCopiedLocalId":\#(local),"sourceRemoteId":\#(remote),"#
            + #""parentOfNewlyCopiedLocalId":0,"sourceRemoteParentId":null,"isRootFolderForTheDestination":false}"#
    }
}

@Suite("Random actions")
struct RandomTests {
    private static let urls = (0..<40).map { "https://host\($0).example.org/page" }

    private func play(_ generation: Generation, seed: UInt64, losing oneIn: Int?) throws -> App {
        let app = App(name: "A", generation: generation, correlationID: "1", seed: seed)
        var random = SeededGenerator(seed: seed)
        var server = Yes()
        app.connect(nowSeconds: 1)
        for second in 1...400 as ClosedRange<Int64> {
            if let action = app.randomAction(&random, urls: Self.urls) { app.perform(action, nowSeconds: second) }
            if oneIn != nil, second % 50 == 0 {
                app.kill()
                app.start(nowSeconds: second)
            }
            while !app.isIdle {
                app.runLocally(nowSeconds: second)
                for request in app.takeRequests() {
                    let isLost = oneIn.map { Int.random(in: 0..<$0, using: &random) == 0 } ?? false
                    let text = try server.answer(request, to: generation)
                    app.receive(
                        isLost ? .failed : .answered(status: 200, body: Array(text.utf8)), for: request.ticket,
                        nowSeconds: second)
                }
            }
        }
        return app
    }

    @Test(arguments: Generation.allCases)
    func withAServerThatAnswersEverythingIsSynced(_ generation: Generation) throws {
        let app = try play(generation, seed: 3, losing: nil)
        #expect(app.library.folders.count > 5 && app.library.links.count > 5)
        #expect(app.library.folders.allSatisfy { $0.remoteId != nil })
        #expect(app.library.links.allSatisfy { $0.remoteId != nil })
        #expect(app.library.tags.allSatisfy { $0.remoteId != nil })
        #expect(app.library.panelFolders.allSatisfy { $0.remoteId != nil })
        #expect(app.queue.isEmpty && app.untold.isEmpty && app.problems.isEmpty)
        #expect(app.library.links.contains { $0.idOfLinkedFolder == -2 })
    }

    @Test(arguments: Generation.allCases)
    func theSameSeedGivesTheSameApp(_ generation: Generation) throws {
        let first = try play(generation, seed: 5, losing: 4)
        let second = try play(generation, seed: 5, losing: 4)
        #expect(first.library == second.library)
        #expect(first.queue == second.queue)
        #expect(first.ticketsEver == second.ticketsEver)
        #expect(first.library != (try play(generation, seed: 6, losing: 4)).library)
    }

    /// Nothing dangles in a database that only its user changed.
    @Test(arguments: Generation.allCases)
    func parentsAndFoldersExist(_ generation: Generation) throws {
        let library = try play(generation, seed: 9, losing: 3).library
        for folder in library.folders {
            if let parent = folder.parentFolderId { #expect(library.folder(parent) != nil) }
        }
        for link in library.links where link.kind == .folder {
            #expect(link.idOfLinkedFolder.map { library.folder($0) != nil } == true)
        }
        for pair in library.linkTags { #expect(library.link(pair.linkId) != nil && library.tag(pair.tagId) != nil) }
    }

    @Test func everyKindIsChosenSomeTime() throws {
        var random = SeededGenerator(seed: 1)
        var weights = ActionWeights()
        weights[.deleteEverything] = 1
        var drawn: Set<ActionKind> = []
        for _ in 0..<4_000 { drawn.insert(try #require(weights.chosen(&random))) }
        #expect(drawn == Set(ActionKind.allCases.filter { weights[$0] > 0 }))
        #expect(drawn.contains(.deleteEverything) && !drawn.contains(.moveIntoCollection))
        #expect(ActionWeights.none.chosen(&random) == nil)
    }

    @Test func theExtensionWritesWhatItWrites() throws {
        var browser = Extension(seed: 4)
        let link = browser.saveLink(
            url: "https://a.example.org/", title: "t", note: "", folder: nil, nowSeconds: 9)
        let folder = browser.createFolder(name: "f", parent: nil, nowSeconds: 9)
        let body = try JSONValue(try #require(link.body)).object()
        #expect(body.ifPresent(.tags) == nil && body.ifPresent(JSONKey("offlineSyncItemId")) == nil)
        #expect(try body.integerOrNull(.idOfLinkedFolder) == nil)
        #expect(link.path == "/CREATE_A_NEW_LINK" && folder.path == "/CREATE_FOLDER")
        let other = try JSONValue(try #require(folder.body)).object()
        #expect(try other.integer(.id) == 0)
        #expect(
            try body.object(.correlation).text(.id) != other.object(.correlation).text(.id),
            "a fresh one for every request")
    }
}
