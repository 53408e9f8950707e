/// What the network is to do with one request and its answer.
public struct NetworkOrders: Sendable, Equatable {
    /// How a connection ends for the app when something is lost.
    public enum Loss: Sendable, Equatable {
        /// It is closed after this time.
        case closes(afterMilliseconds: Int64)
        /// Nothing comes any more until the app gives up.
        case hangs
        /// Of an answer this share arrives, in thousandths; then the connection is reset.
        case cuts(permille: Int)
    }

    /// A second copy of the request, on a connection of its own.
    public struct Double: Sendable, Equatable {
        public let ticket: Int
        /// After the first was forwarded.
        public let afterMilliseconds: Int64

        public init(ticket: Int, afterMilliseconds: Int64) {
            self.ticket = ticket
            self.afterMilliseconds = afterMilliseconds
        }
    }

    /// Between the app's last byte and the first that is forwarded.
    public var delayMilliseconds: Int64 = 0
    /// The request is not forwarded.
    public var requestLoss: Loss?
    public var double: Double?
    /// The connection to the server is reset this long after the request is with it, whatever comes of it there.
    public var severAfterMilliseconds: Int64?
    /// The answer is taken from the server but does not (all) reach the app.
    public var answerLoss: Loss?
    public var answerDelayMilliseconds: Int64 = 0

    public init() {}
}

/// What happened on a ``FaultyNetwork``, in order.
public enum NetworkNews: Sendable {
    /// The whole request is on its way to the server.
    case forwarded(ticket: Int)
    /// The request will never reach the server.
    case dropped(ticket: Int)
    /// The server's whole answer came out of the server.
    case answered(ticket: Int, status: Int, body: [UInt8])
    /// The request was forwarded, and no whole answer will come.
    case unanswered(ticket: Int)
    /// The app has the whole answer.
    case arrived(ticket: Int, status: Int, body: [UInt8])
    /// The app's connection ended before it had the whole answer.
    case lost(ticket: Int)

    case socketOpened(socket: Int)
    /// The handshake failed.
    case socketRefused(socket: Int, status: Int?)
    case frame(socket: Int, text: [UInt8])
    case socketClosed(socket: Int)

    /// Something failed of which no order and no end of the server is the cause.
    case unexplained(String)
    /// The server said something that is no HTTP and no WebSocket.
    case malformed(String)
}
