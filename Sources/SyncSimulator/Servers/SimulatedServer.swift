public import SyncTesting

/// What the simulated world needs of a server: to hand it requests and sockets at moments of virtual time, and to carry
/// away what it says. Nothing here waits: answers that come later are output of a later call.
///
/// All calls name the time; `nowMilliseconds` is the true one. A server's own clock may differ.
public protocol SimulatedServer: AnyObject {
    /// A whole request arrived. Its answer is output now or later, unless the server dies first.
    func receive(_ request: ServerRequest, nowMilliseconds: Int64)
    /// The peer has taken the whole answer, or the connection broke before it had.
    func answerEnded(_ ticket: Int, wasTaken: Bool, nowMilliseconds: Int64)

    /// A handshake arrived. The server accepts or refuses it as output.
    func open(_ socket: SocketRequest, nowMilliseconds: Int64)
    /// The peer closed it, or the connection broke and the kernel knows.
    func closed(socket: Int, nowMilliseconds: Int64)
    func ponged(socket: Int, mark: Int, nowMilliseconds: Int64)

    /// What it wants to send since the last call, in order.
    func takeOutput() -> [ServerOutput]

    /// When it wants to be woken next.
    var nextWakeMilliseconds: Int64? { get }
    func wake(nowMilliseconds: Int64)

    /// The process is gone at once: connections break, what was not stored is lost.
    func crash()
    /// A new process on what was stored.
    func restart(nowMilliseconds: Int64)
    /// Storage fails in this way from now on; `nil`: works again.
    func storage(fails: StorageFailure?)
    /// The process dies when it has done this many more storage steps.
    func dies(afterStorageSteps: Int?)
    /// Whether a death that was ordered by ``dies(afterStorageSteps:)`` has come.
    var isDead: Bool { get }

    /// What its library holds now, for checkers.
    func library() -> LibraryState
    /// What it did to rows since the last call, for checkers.
    func takeDeeds() -> [StoreDeed]
    /// Rows that whoever shows this watermark is taken to have, so that no pull brings them: for checkers. Own rows of
    /// the device need not be among them.
    func rowsTakenForDelivered(by watermark: Int64) -> Set<RowKey>
    /// How much it keeps, for checkers.
    func sizes() -> ServerSizes
    /// Events in the longest queue of a socket.
    var longestQueueCount: Int { get }
}

/// How much a server keeps at a moment.
public struct ServerSizes: Sendable, Equatable {
    public var socketsCount = 0
    /// Lists that wait for rows.
    public var waitingListsCount = 0
    public var openSnapshotsCount = 0
    /// Numbers that were given, of all devices.
    public var claimsCount = 0
    /// Of the device that has most.
    public var doubtsMax = 0
}

public enum StorageFailure: Sendable, Equatable {
    case fails
    case full
}

/// How a device shows who it is.
public enum Token: Sendable, Hashable {
    case shared
    /// A named token of this device.
    case device(String)
    /// Somebody who is not one of the devices.
    case stranger(Stranger)
}

/// Who knocks without a right to what is asked for.
public enum Stranger: String, Sendable, CaseIterable, Hashable {
    /// A token that nobody ever gave.
    case wrong
    /// One that was good until it was revoked.
    case revoked
    /// One that is good for reading.
    case reader
    /// One that is good for adding.
    case adder
}

public struct ServerRequest: Sendable {
    public let ticket: Int
    public let token: Token
    /// Without port; devices behind one router have the same.
    public let address: String
    public let method: String
    /// "/CREATE_FOLDER"
    public let path: String
    public let query: [(name: String, value: String)]
    /// `nil` when none is sent.
    public let body: [UInt8]?
    /// Beside those that all apps send.
    public var headers: [(name: String, value: String)] = []
    /// Index of the device; -1: of none.
    public var device = -1
    /// What a real network is to do with it; in virtual time the world does that itself.
    public var orders = NetworkOrders()
}

public struct SocketRequest: Sendable {
    public let socket: Int
    public let token: Token
    public let address: String
    /// The JSON of the query parameter `correlation`.
    public let correlation: String
    public var device = -1
    /// A real network cuts it within this frame, counted from 0.
    public var cutAtFrame: Int?
}

public enum ServerOutput: Sendable {
    case answer(ticket: Int, status: Int, body: [UInt8])
    case accept(socket: Int)
    case refuse(socket: Int)
    /// One text frame.
    case frame(socket: Int, text: [UInt8])
    /// Wants a pong with the same mark.
    case ping(socket: Int, mark: Int)
    case close(socket: Int)
    /// What a real network did.
    case news(NetworkNews)
}
