import AppModels

/// A request as it is on the wire.
struct WireRequest {
    let method: String
    let path: String
    var query: [(name: String, value: String)] = []
    let body: [UInt8]?
    var headers: [(name: String, value: String)] = []
}

extension WireRequest {
    init(_ request: AppRequest) {
        self.init(
            method: request.method, path: request.path, query: request.query, body: request.body,
            headers: request.headers)
    }
}

/// One request on its way, at the server, or on its way back.
struct Exchange {
    enum Sender {
        case app(device: Int, life: Int, ticket: Int)
        /// The browser extension, or a copy of a request that arrives a second time: nobody waits for the answer.
        case nobody
    }

    let sender: Sender
    let device: Int
    let request: WireRequest
    let sentMilliseconds: Int64
    /// Sent without a right to it.
    var stranger: Stranger?
    var arrivedMilliseconds: Int64?
    var answeredMilliseconds: Int64?
    /// The app has given up or is gone.
    var isSettled = false
    var isAtServer = false
    /// A real network was ordered to lose it or to be late with it.
    var isHampered = false
    /// When a real network had handed it over.
    var forwardedMilliseconds: Int64?
}

/// One WebSocket, seen from both ends.
struct Wire {
    enum Item {
        case frame([UInt8])
        case ping(mark: Int)
        case close
    }

    let device: Int
    let life: Int
    var isOpenAtServer = false
    var isOpenAtApp = false
    /// What comes now nobody takes.
    var isClosedAtApp = false
    /// On their way to the app, in order.
    var items: [Item] = []
    /// Nothing passes before; neither end knows.
    var frozenUntil: Int64 = 0
    var lastDeliveryMilliseconds: Int64 = 0

    mutating func closeAtApp() {
        (isOpenAtApp, isClosedAtApp) = (false, true)
        items = []
    }
}

/// What is to happen in the world.
enum Event {
    case deed(Int)
    case step(device: Int)
    case requestArrives(ticket: Int)
    case answerArrives(ticket: Int, status: Int, body: [UInt8])
    case answerIsLost(ticket: Int)
    case requestFails(ticket: Int)
    case patienceEnds(ticket: Int)
    case dialArrives(socket: Int, life: Int)
    case socketOpens(socket: Int)
    case socketIsRefused(socket: Int)
    case socketDelivers(socket: Int)
    case pongArrives(socket: Int, mark: Int)
    case socketClosesAtApp(socket: Int)
    case socketClosesAtServer(socket: Int)
    case deviceStarts(device: Int, life: Int)
    case serverWakes(atMilliseconds: Int64)
    case serverRestarts
    case storageWorks
    /// Only moves the time.
    case nothing
}
