extension StoreReading {
    /// All named tokens in the order in which they were made, the expired ones too.
    public func deviceTokens() throws -> [KeptToken] {
        try all(Query(.tokens, KeptToken.columns, order: [.tokenId]), KeptToken.init)
    }

    fileprivate func tokens(named name: String) throws -> [KeptToken] {
        try all(
            Query(.tokens, KeptToken.columns, where: .equals(.tokenName, .text(name)), order: [.tokenId]),
            KeptToken.init)
    }
}

extension StoreTransaction {
    /// Adds a token. An expired one of the same name makes room: names are those of the living.
    func add(_ new: NewToken, nowSeconds: Int64) throws -> DeviceToken {
        if let problem = TokenProblem.with(name: new.name) { throw problem }
        if let expires = new.expires, expires <= nowSeconds { throw TokenProblem.isOver }
        let namesakes = try tokens(named: new.name)
        guard namesakes.allSatisfy({ $0.token.isExpired(nowSeconds: nowSeconds) }) else {
            throw TokenProblem.nameIsTaken(new.name)
        }
        try delete(.tokens, where: .equals(.tokenName, .text(new.name)))
        guard try deviceTokens().count < TokenProblem.countMax else { throw TokenProblem.tooMany }
        var token = DeviceToken()
        token.name = new.name
        token.scope = new.scope.rawValue
        token.created = nowSeconds
        token.expires = new.expires
        token.id = try insert(token, new.digest)
        return token
    }

    private func insert(_ token: DeviceToken, _ digest: TokenDigest) throws -> Int64 {
        try insert(
            .tokens,
            [
                Assignment(.tokenName, .text(token.name)), Assignment(.tokenDigest, .text(digest.text)),
                Assignment(.tokenScope, .text(token.scope)), Assignment(.tokenCreated, .integer(token.created)),
                Assignment(.tokenExpires, token.expires.map { .integer($0) } ?? .null),
                Assignment(.tokenLastUsed, .null), Assignment(.tokenLastAddress, .null),
            ])
    }

    /// Removes a token; its id is never given again.
    func revokeToken(named name: String) throws -> DeviceToken {
        guard let kept = try tokens(named: name).last else { throw TokenProblem.noSuchName(name) }
        try delete(.tokens, where: .equals(.tokenName, .text(name)))
        return kept.token
    }

    fileprivate func sayThatTokensChanged() throws {
        var news = News(stamp: try lastStamp())
        news.changesTokens = true
        try insert(
            .events, [Assignment(.eventStamp, .integer(news.stamp)), Assignment(.eventBody, .text(news.text))])
    }

    /// Writes down when and from where a token was used last; one that is gone meanwhile is passed over.
    public func keepLastUse(of token: DeviceToken) throws {
        try update(
            .tokens, where: .equals(.tokenId, .integer(token.id)),
            set: [
                Assignment(.tokenLastUsed, token.lastUsed.map { .integer($0) } ?? .null),
                Assignment(.tokenLastAddress, Value(token.lastAddress)),
            ])
    }
}

extension Store {
    /// Carries out a command, durably; on the thread that writes.
    /// - Parameters:
    ///   - nowSeconds: epoch seconds.
    ///   - company: other processes that share the store are told.
    /// - Returns: the token that was added or revoked, or all of them.
    /// - Throws: ``TokenProblem``, or ``StoreError``; nothing was changed then.
    public func perform(_ command: TokenCommand, nowSeconds: Int64, company: Company = .none) throws -> [DeviceToken] {
        var answer: [DeviceToken] = []
        switch command {
        case .list:
            let snapshot = try snapshot()
            defer { snapshot.close() }
            answer = try snapshot.deviceTokens().map(\.token)
        case .add(let new):
            try write { transaction in
                answer = [try transaction.add(new, nowSeconds: nowSeconds)]
                if company == .others { try transaction.sayThatTokensChanged() }
            }
        case .revoke(let name):
            try write { transaction in
                answer = [try transaction.revokeToken(named: name)]
                if company == .others { try transaction.sayThatTokensChanged() }
            }
        }
        return answer
    }
}
