/// One request on the HTTP loop, from its first line to the end of its answer. Touched by that thread only.
final class HTTPRequestInProgress {
    enum Stage {
        /// The request line is there.
        case receivingHead
        /// Refused without a body to wait for; answered in the engine's next call.
        case refused(HTTPReply)
        case readingBody(bytesMax: Int, then: @Sendable ([UInt8]) -> Answer)
        /// Answered later; suspended in the engine's next call (see `HTTPEngine.suspend`).
        case aboutToWait(start: @Sendable (any Exchange) -> Void)
        case waiting(HTTPExchange)
        /// The handshake is being answered.
        case switching(SocketSession)
        case answered
    }

    let connection: Connection
    /// As it stood in the request line, and where the engine keeps it.
    let target: [UInt8]
    let targetAddress: UInt
    var stage = Stage.receivingHead
    var body: [UInt8] = []
    var exchange: HTTPExchange?
    /// Answered before its body was read: the client may still be sending.
    var isCutShort = false

    init(_ connection: Connection, target: [UInt8], targetAddress: UInt) {
        self.connection = connection
        self.target = target
        self.targetAddress = targetAddress
    }

    /// Lets go of an answer that was never queued.
    func end() {
        if case .refused(let reply) = stage { reply.discard() }
        if case .switching(let session) = stage { session.abandon() }
        exchange?.takeReply()?.discard()
        exchange?.receipt.release()
        stage = .answered
    }
}
