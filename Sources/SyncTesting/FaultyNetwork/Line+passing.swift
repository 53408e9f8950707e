/// The network's two ends: what passes, when, and what does not.
extension Line {
    // MARK: From the app

    func readAtNear(_ now: Int64, _ news: inout [NetworkNews]) {
        while let near {
            switch near.receive() {
            case .nothingYet: return
            case .end: return nearBroke(&news)
            case .bytes(let bytes):
                if farFrames != nil || isDeaf {
                    if !isDeaf { _ = far?.send(bytes) }
                } else if passage != nil {
                    passage?.request += bytes
                    if passage?.isWhole == true { requestIsWhole(now, &news) }
                }
            }
        }
    }

    /// The app has closed its end. A request that is whole goes on by itself; a socket, or a handshake, does not.
    private func nearBroke(_ news: inout [NetworkNews]) {
        near?.close()
        near = nil
        if socket != nil, !isDeaf {
            far?.close()
            far = nil
        }
        if let passage, !passage.isWhole || socket != nil { endPassage(&news) }
    }

    private func requestIsWhole(_ now: Int64, _ news: inout [NetworkNews]) {
        guard let orders = passage?.orders else { return }
        if let loss = orders.requestLoss {
            endPassage(&news)
            endNear(loss, now)
        } else {
            passage?.forwardsAtMilliseconds = now + orders.delayMilliseconds
        }
    }

    /// The request is over for the network, with an answer passed on or without one.
    func endPassage(_ news: inout [NetworkNews]) {
        guard let passage else { return }
        self.passage = nil
        guard socket == nil else { return }
        news.append(
            passage.isForwarded ? .unanswered(ticket: passage.ticket) : .dropped(ticket: passage.ticket))
        if !passage.isSent, let double = passage.orders.double { news.append(.dropped(ticket: double.ticket)) }
    }

    func endNear(_ loss: NetworkOrders.Loss, _ now: Int64) {
        switch loss {
        case .closes(let milliseconds): nearEndsAtMilliseconds = now + milliseconds
        case .cuts:
            nearIsReset = true
            nearEndsAtMilliseconds = max(now, toApp.last?.atMilliseconds ?? now)
        case .hangs: break
        }
    }

    // MARK: To the server

    /// - Returns: a copy that is to be sent later.
    func forward(_ now: Int64, port: UInt16?, _ news: inout [NetworkNews]) -> Line? {
        guard let passage, !passage.isSent else { return nil }
        if far == nil { far = port.flatMap { LooseSocket.dial(port: $0, fromHost: host) } }
        guard let far, far.send(passage.request) else {
            if port != nil { serverBreak = "a connection to the server can't be made or used" }
            farBroke(now, &news)
            return nil
        }
        self.passage?.isSent = true
        noteForwarded(now, &news)
        guard let double = passage.orders.double else { return nil }
        let copy = Line(device: device, host: host)
        copy.passage = Passage(
            ticket: double.ticket, orders: NetworkOrders(), request: passage.request,
            requestBytesCount: passage.requestBytesCount, forwardsAtMilliseconds: now + double.afterMilliseconds)
        return copy
    }

    /// The kernel has taken all that was to be sent, perhaps only now.
    func noteForwarded(_ now: Int64, _ news: inout [NetworkNews]) {
        guard let passage, passage.isSent, !passage.isForwarded, far?.wantsToWrite == false else { return }
        self.passage?.isForwarded = true
        self.passage?.seversAtMilliseconds = passage.orders.severAfterMilliseconds.map { now + $0 }
        if socket == nil { news.append(.forwarded(ticket: passage.ticket)) }
    }

    func sever(_ now: Int64, _ news: inout [NetworkNews]) {
        far?.abort()
        farBroke(now, &news)
    }

    // MARK: From the server

    func readAtFar(_ now: Int64, slowMilliseconds: Int64, _ news: inout [NetworkNews]) {
        while let far {
            switch far.receive() {
            case .nothingYet: return
            case .end:
                if passage != nil { serverBreak = "the server closed a connection instead of answering" }
                wasClosedByServer = farFrames != nil && !isDeaf
                return farBroke(now, &news)
            case .bytes(let bytes):
                do {
                    if isDeaf { continue }
                    if farFrames != nil {
                        try pass(frames: bytes[...], now + slowMilliseconds)
                    } else {
                        try farGot(bytes, now + slowMilliseconds, now, &news)
                    }
                } catch {
                    news.append(.malformed("\(error)"))
                    sever(now, &news)
                }
            }
        }
    }

    /// The server, or its kernel, has closed its end: so does the network, after what is on its way.
    private func farBroke(_ now: Int64, _ news: inout [NetworkNews]) {
        far?.close()
        far = nil
        endPassage(&news)
        if near != nil, nearEndsAtMilliseconds == nil {
            nearEndsAtMilliseconds = max(now, toApp.last?.atMilliseconds ?? now)
        }
    }

    private func farGot(_ bytes: [UInt8], _ time: Int64, _ now: Int64, _ news: inout [NetworkNews]) throws {
        guard passage != nil else { throw NetworkError.malformed("an answer that nobody asked for") }
        passage?.isForwarded = true
        let rest = try passage?.reader.read(bytes) ?? []
        passage?.answer += bytes.dropLast(rest.count)
        guard let passage, passage.reader.isWhole else { return }
        self.passage = nil
        let answer = passage.reader.answer
        if socket != nil {
            toApp.append((time, passage.answer))
            guard answer.status == 101 else { return }
            farFrames = FrameReader()
            return try pass(frames: rest, time)
        }
        guard rest.isEmpty else { throw NetworkError.malformed("bytes after an answer") }
        news.append(.answered(ticket: passage.ticket, status: answer.status, body: answer.body))
        guard near != nil else { return }
        passOn(passage, now)
    }

    private func passOn(_ passage: Passage, _ now: Int64) {
        let time = now + passage.orders.answerDelayMilliseconds
        guard let loss = passage.orders.answerLoss else { return toApp.append((time, passage.answer)) }
        if case .cuts(let permille) = loss {
            toApp.append((time, Array(passage.answer.prefix(passage.answer.count * permille / 1_000))))
        }
        endNear(loss, now)
    }

    /// Frames leave in order, one by one, and perhaps not all of the last.
    private func pass(frames bytes: ArraySlice<UInt8>, _ time: Int64) throws {
        for (frame, bytes) in try farFrames?.read(bytes) ?? [] {
            let time = max(time, toApp.last?.atMilliseconds ?? time)
            guard frame.opcode == WebSocketFrame.Opcode.text, framesPassed == cutAtFrame else {
                if frame.opcode == WebSocketFrame.Opcode.text { framesPassed += 1 }
                toApp.append((time, bytes))
                continue
            }
            toApp.append((time, Array(bytes.prefix(bytes.count / 2))))
            isDeaf = true
            return endNear(.cuts(permille: 500), time)
        }
    }

    // MARK: To the app

    /// What is due, and the end.
    func deliver(_ now: Int64) {
        while let first = toApp.first, first.atMilliseconds <= now {
            toApp.removeFirst()
            _ = near?.send(first.bytes)
        }
        guard let end = nearEndsAtMilliseconds, end <= now, toApp.isEmpty, near?.wantsToWrite != true else { return }
        nearEndsAtMilliseconds = nil
        if nearIsReset { near?.abort() } else { near?.close() }
        near = nil
    }
}
