extension App {
    /// The user does something: the database changes at once, and the server is told (PROTOCOL §5.2).
    ///
    /// With a server and the app running, the request is made now; its failure enters the queue. With a server and the app
    /// not running, it is as if the network were gone: the change enters the queue at once. Without a server nothing is
    /// told; the first sync pushes what has no remote id then.
    /// - Precondition: the generation has the action.
    public func perform(_ action: UserAction, nowSeconds: Int64) {
        precondition(action.isAvailable(in: generation), "\(generation.rawValue) cannot do \(action)")
        performing = action
        defer { performing = nil }
        switch action {
        case .createFolder, .renameFolder, .changeFolderNote, .deleteFolderNote, .archiveFolder, .unarchiveFolder,
            .deleteFolder, .moveToRoot:
            performOnFolders(action, nowSeconds)
        case .createLink, .editLinkTitle, .editLinkNote, .deleteLinkNote, .editLink, .archiveLink, .unarchiveLink,
            .deleteLink, .deleteDuplicates, .markImportant, .forceSetDefaultFolders:
            performOnLinks(action, nowSeconds)
        case .createTag, .renameTag, .deleteTag:
            performOnTags(action, nowSeconds)
        case .addPanel, .renamePanel, .deletePanel, .addFolderToPanel, .removeFolderFromPanel:
            performOnPanels(action, nowSeconds)
        case .archiveItems, .unarchiveItems, .deleteItems, .moveItems, .copyItems, .deleteEverything:
            performOnSeveral(action, nowSeconds)
        }
    }

    /// Tells the server of a change that was made.
    /// - Parameters:
    ///   - body: `nil` when building it throws or, in old apps, nothing is sent: the change stays untold (§5.2).
    ///   - decode: of the body of a success; throwing is a failure.
    ///   - failed: enters the queue, unless it does nothing.
    ///   - succeeded: steps after a success; an exception in one is swallowed, and those behind it do not happen.
    func tell<Answer>(
        _ operation: Operation, _ body: [UInt8]?, decode: @escaping ([UInt8]) throws -> Answer,
        failed: @escaping (App) -> Void, succeeded: @escaping (Answer) -> [Coroutine.Step]
    ) {
        guard isConnected else { return }
        guard let body else {
            if let performing {
                untold.append(UntoldChange(action: performing, operation: operation, reason: .noRemoteID))
            }
            return
        }
        guard isRunning else {
            failed(self)
            return
        }
        // The request is made with the change; only its answer is handled in steps.
        let coroutine = beginTelling(operation)
        post(operation, body, in: coroutine) { app, coroutine, answer, _ in
            app.conclude(answer, in: coroutine, decode: decode, failed: failed, succeeded: succeeded)
        }
    }

    func beginTelling(_ operation: Operation) -> Coroutine {
        let coroutine = begin(operation.rawValue, [])
        if let performing { coroutine.telling = (performing, operation) }
        return coroutine
    }

    func conclude<Answer>(
        _ answer: AppAnswer, in coroutine: Coroutine, decode: ([UInt8]) throws -> Answer,
        failed: @escaping (App) -> Void, succeeded: (Answer) -> [Coroutine.Step]
    ) {
        if let bytes = answer.bodyOfSuccess, let decoded = try? decode(bytes) {
            coroutine.next(succeeded(decoded))
        } else {
            coroutine.next { app, _, _ in failed(app) }
        }
    }

    /// For operations whose answer is a stamp and whose success moves the watermark and nothing else but, perhaps, the
    /// time of a row.
    func tell(
        _ operation: Operation, _ body: [UInt8]?, _ nowSeconds: Int64, queued: QueuedPayload?,
        touch: ((App, _ stamp: Int64) throws -> Void)? = nil
    ) {
        tell(
            operation, body, decode: { try ReceivedStamp($0) },
            failed: { app in
                if let queued { app.enqueue(operation, queued, eventTimestamp: nowSeconds) }
            },
            succeeded: { answer in
                var steps: [Coroutine.Step] = [{ app, _, _ in app.moveWatermark(to: answer.eventTimestamp) }]
                if let touch { steps.append { app, _, _ in try touch(app, answer.eventTimestamp) } }
                return steps
            })
    }

    /// For creations: the row learns its remote id, then the watermark moves. A row that was deleted meanwhile throws,
    /// and neither happens.
    func tellCreation<Row: LocalRow>(
        _ operation: Operation, _ body: [UInt8]?, _ table: WritableKeyPath<LocalLibrary, LocalTable<Row>>,
        _ localId: Int64, keepsTime: Bool = false, failed: @escaping (App) -> Void
    ) {
        let generation = generation
        tell(
            operation, body, decode: { try ReceivedNewItem($0, for: generation) }, failed: failed,
            succeeded: { answer in
                [
                    { app, _, _ in
                        try app.bear(
                            table, localId, answer.id, lastModified: keepsTime ? nil : answer.eventTimestamp)
                    },
                    { app, _, _ in app.moveWatermark(to: answer.eventTimestamp) },
                ]
            })
    }
}
