import Observing
import SyncCore
import Synchronization
import Transport

/// What is done on the writer's thread.
extension DeviceTokens {
    /// For the writer that has the same bell.
    public var upkeep: Upkeep {
        Upkeep(
            delaySeconds: { [self] in delaySeconds() }, perform: { [self] in perform() },
            afterCommit: { [self] in perform() }, atEnd: { [self] in end() })
    }

    /// Waits are bounded, and somebody may set the clock.
    private static let delaySecondsMax: Int64 = 3_600

    private func delaySeconds() -> Int? {
        state.withLock { state in
            if !state.commands.isEmpty { return 0 }
            let uses = state.usesDueSeconds.map { $0 - clock.uptimeSeconds() }
            let end = state.soonestEnd.map { $0 - clock.epochSeconds() }
            let soonest = [uses, end].compactMap { $0 }.min()
            return soonest.map { Int(min(max($0, 0), Self.delaySecondsMax)) }
        }
    }

    private func perform() {
        let (commands, hasEnds, areUsesDue) = state.withLock { state in
            defer { state.commands = [] }
            return (
                state.commands, state.soonestEnd.map { $0 <= clock.epochSeconds() } ?? false,
                state.usesDueSeconds.map { $0 <= clock.uptimeSeconds() } ?? false
            )
        }
        for (command, completed) in commands { completed(carryOut(command)) }
        if hasEnds { closeSocketsOfEndedTokens() }
        if areUsesDue { writeUses() }
    }

    private func end() {
        state.withLock { $0.isOver = true }
        perform()
        writeUses()
    }

    // MARK: Commands

    private func carryOut(_ command: TokenCommand) -> Answer {
        // The list in memory knows the last uses better than the database.
        if case .list = command { return .success(state.withLock { $0.living.all }) }
        do {
            let answer = try store.perform(
                command, nowSeconds: clock.epochSeconds(), company: company)
            take(command, answer)
            return .success(answer)
        } catch { return .failure(TokenFailure(error)) }
    }

    /// What is in the database counts from now on.
    private func take(_ command: TokenCommand, _ answer: [DeviceToken]) {
        switch command {
        case .list: break
        case .add(let new):
            let added = answer.first.map { KeptToken($0, new.digest) }
            state.withLock { $0.living.replace(named: new.name, with: added) }
            logger.notice("A token was added", [("name", new.name), ("scope", new.scope.rawValue)])
        case .revoke(let name):
            state.withLock { $0.living.replace(named: name, with: nil) }
            logger.notice("A token was revoked", [("name", name)])
        }
        closeSocketsOfEndedTokens()
    }

    func closeSocketsOfEndedTokens() {
        let now = clock.epochSeconds()
        let closing = state.withLock { state in
            var closing: [any WebSocket] = []
            state.soonestEnd = nil
            for token in Array(state.sockets.tokens) {
                switch state.living.term(of: token, nowSeconds: now) {
                case .over: closing += state.sockets.take(of: token)
                case .until(let end): state.expectEnd(end)
                case .never: break
                }
            }
            return closing
        }
        for socket in closing { SocketsOfTokens.close(socket) }
    }

    // MARK: Last uses

    /// What can't be written now is tried again a minute later.
    private func writeUses() {
        let uses = state.withLock { state in
            state.usesDueSeconds = nil
            return state.living.unwrittenUses
        }
        guard !uses.isEmpty else { return }
        do {
            try store.write { transaction in for use in uses { try transaction.keepLastUse(of: use) } }
            state.withLock { $0.living.wrote(uses) }
        } catch {
            state.withLock { $0.usesDueSeconds = clock.uptimeSeconds() + Self.secondsBetweenUses }
            logger.warning(
                "The last use of tokens can't be written; tried again in a minute",
                [("reason", (error as? StoreError)?.reason ?? "\(type(of: error))")])
        }
    }
}
