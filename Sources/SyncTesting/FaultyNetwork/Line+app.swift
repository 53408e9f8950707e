/// The app's end.
extension Line {
    /// Something may be readable.
    func readAtApp(_ news: inout [NetworkNews]) {
        while let app {
            switch app.receive() {
            case .nothingYet: return
            case .end: return appEndBroke(&news)
            case .bytes(let bytes):
                do {
                    try appGot(bytes, &news)
                } catch {
                    news.append(.malformed("\(error)"))
                    appEndBroke(&news)
                }
            }
        }
    }

    /// Its connection is gone, and it knows.
    func appEndBroke(_ news: inout [NetworkNews]) {
        app?.close()
        app = nil
        if let socket {
            news.append(
                appFrames == nil ? .socketRefused(socket: socket, status: nil) : .socketClosed(socket: socket))
        } else if let ticket = awaitedTicket {
            awaitedTicket = nil
            news.append(.lost(ticket: ticket))
        }
    }

    private func appGot(_ bytes: [UInt8], _ news: inout [NetworkNews]) throws {
        if appFrames != nil { return try handleFrames(bytes[...], &news) }
        let rest = try appReader.read(bytes)
        guard appReader.isWhole else { return }
        let answer = appReader.answer
        appReader = AnswerReader()
        if let socket { return try handle(handshake: answer, socket, rest, &news) }
        guard rest.isEmpty, let ticket = awaitedTicket else {
            throw NetworkError.malformed("bytes that nobody asked for")
        }
        awaitedTicket = nil
        news.append(.arrived(ticket: ticket, status: answer.status, body: answer.body))
        if answer.saysClose {
            app?.close()
            app = nil
        }
    }

    private func handle(
        handshake answer: HTTPAnswer, _ socket: Int, _ rest: ArraySlice<UInt8>, _ news: inout [NetworkNews]
    ) throws {
        guard answer.status == 101 else {
            app?.close()
            app = nil
            return news.append(.socketRefused(socket: socket, status: answer.status))
        }
        guard answer.header("Sec-WebSocket-Accept") == expectedAcceptance else {
            throw NetworkError.malformed("Sec-WebSocket-Accept \(answer.header("Sec-WebSocket-Accept") ?? "missing")")
        }
        appFrames = FrameReader()
        news.append(.socketOpened(socket: socket))
        try handleFrames(rest, &news)
    }

    private func handleFrames(_ bytes: ArraySlice<UInt8>, _ news: inout [NetworkNews]) throws {
        guard let socket, let frames = try appFrames?.read(bytes).map(\.frame) else { return }
        for frame in frames {
            guard frame.isFinal else { throw NetworkError.malformed("an event in fragments") }
            switch frame.opcode {
            case WebSocketFrame.Opcode.text: news.append(.frame(socket: socket, text: frame.payload))
            case WebSocketFrame.Opcode.ping: answer(frame, with: WebSocketFrame.Opcode.pong)
            case WebSocketFrame.Opcode.pong: break
            case WebSocketFrame.Opcode.close:
                answer(frame, with: WebSocketFrame.Opcode.close)
                appEndBroke(&news)
                return
            default: throw NetworkError.malformed("a frame of kind \(frame.opcode)")
            }
        }
    }

    /// Where it fails, reading tells.
    private func answer(_ frame: WebSocketFrame, with opcode: UInt8) {
        _ = app?.send(WebSocketFrame(opcode, frame.payload).bytes(mask: nextMask()))
    }
}
