/// One connection of an app, seen from its three ends: the app's own, and the network's two, towards the app and towards
/// the server. Or a copy of a request that the network sends by itself: then there is only the last.
///
/// The app's end behaves as the apps' client does: one request after the other, or a WebSocket whose pings are answered.
final class Line {
    let device: Int
    /// The app's address, as the server sees it: 127.0.0.`host`.
    let host: UInt8
    /// The number of the WebSocket that it is, or is to become.
    let socket: Int?

    // What the app knows.
    var app: LooseSocket?
    /// The request whose answer the app awaits.
    var awaitedTicket: Int?
    var appReader = AnswerReader()
    /// Once the socket is open.
    var appFrames: FrameReader?
    var expectedAcceptance = ""
    private var maskSeed: UInt32 = 0x9E37_79B9

    // What the network knows.
    var near: LooseSocket?
    var isAccepted = false
    var far: LooseSocket?
    var passage: Passage?
    /// Once the server has opened the socket: what passes is frames.
    var farFrames: FrameReader?
    /// On their way to the app, in order.
    var toApp: [(atMilliseconds: Int64, bytes: [UInt8])] = []
    /// The app's connection is closed then, or reset.
    var nearEndsAtMilliseconds: Int64?
    var nearIsReset = false
    /// Nothing passes before, and neither end knows.
    var frozenUntilMilliseconds: Int64 = 0
    /// The connection is cut within this frame, counted from 0; the server is not told.
    var cutAtFrame: Int?
    var framesPassed = 0
    /// What comes from the server is thrown away.
    var isDeaf = false
    /// In which of its lives the server was when it was dialled.
    var serverLife = 0
    /// What the server's end did to a request that was due an answer, until somebody asks.
    var serverBreak: String?
    /// The server's end closed an open socket.
    var wasClosedByServer = false

    /// A request that is passing.
    struct Passage {
        let ticket: Int
        let orders: NetworkOrders
        /// What came from the app so far.
        var request: [UInt8] = []
        let requestBytesCount: Int
        var forwardsAtMilliseconds: Int64?
        var isSent = false
        /// The kernel has all of it.
        var isForwarded = false
        var seversAtMilliseconds: Int64?
        var reader = AnswerReader()
        var answer: [UInt8] = []

        var isWhole: Bool { request.count == requestBytesCount }
    }

    init(device: Int, host: UInt8, socket: Int? = nil) {
        self.device = device
        self.host = host
        self.socket = socket
    }

    /// The next request may use it.
    var isIdle: Bool { app != nil && awaitedTicket == nil && socket == nil && passage == nil && toApp.isEmpty }

    /// The rest of its request can't come any more.
    var isCutOff: Bool { isAccepted && near == nil && passage?.isWhole == false }

    /// Nobody holds an end of it any more, or only the network, without a reason.
    var isOver: Bool { app == nil && near == nil && passage == nil && !(isDeaf && far != nil) }

    func takeBreak() -> String? {
        defer { serverBreak = nil }
        return serverBreak
    }

    func nextMask() -> [UInt8] {
        maskSeed ^= maskSeed << 13
        maskSeed ^= maskSeed >> 17
        maskSeed ^= maskSeed << 5
        return [24, 16, 8, 0].map { UInt8(maskSeed >> $0 & 0xFF) }
    }

    func closeAll() {
        app?.close()
        near?.close()
        far?.close()
    }
}
