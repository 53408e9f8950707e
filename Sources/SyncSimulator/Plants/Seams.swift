import JSONText
import SyncCore
import SyncModel

/// Where the simulator can break a server from outside: the verbs of its store, the shell around the core, and what goes
/// in and out. Nothing is broken unless a ``Plant`` says so.
struct Seams: Sendable {
    // MARK: The store

    /// - Returns: `false` to leave the row out.
    typealias Insert = @Sendable (Table, inout [Assignment], any StoreTransaction) throws -> Bool
    /// - Returns: `false` to leave the change out.
    typealias Update = @Sendable (Table, inout Predicate, inout [Assignment]) -> Bool
    /// Looks at a deletion before it is carried out, and may change which rows go.
    typealias Delete = @Sendable (Table, inout Predicate, any StoreTransaction) throws -> Void

    var inserts: Insert?
    var updates: Update?
    var deletes: Delete?
    /// Of every read.
    var reads: (@Sendable (inout Query) -> Void)?
    /// A transaction that can't be written is answered and told of all the same.
    var swallowsFailures = false
    /// What a transaction wrote before it failed stays.
    var keepsHalves = false
    /// The last transaction is not there after a crash.
    var forgetsLastWrite = false
    /// A new process begins on this store.
    var restarts: (@Sendable (any Store) throws -> Void)?

    // MARK: The shell

    /// To sockets, rows that were sent count as applied.
    var takesRowsForApplied = false
    /// Lists wait for the rows of the same start.
    var listsWait = true
    /// A ping that was sent counts as answered.
    var pingsAreEnough = false
    /// It always has something to do at once.
    var wakesAtOnce = false
    /// Whom the door lets in as whom.
    var door: (@Sendable (Token, Bearer?) -> Bearer?)?

    // MARK: The wire

    struct Asked: Sendable {
        let operation: OperationName
        let nowSeconds: Int64
        var body: JSONValue
    }

    struct Answered: Sendable {
        let operation: OperationName
        let asked: JSONValue
        var status: Int
        var body: JSONValue
        /// The last number that was given.
        let lastStamp: Int64
        let store: any Store
    }

    struct Frame: Sendable {
        var socket: Int
        var text: [UInt8]
    }

    /// - Returns: the status to refuse it with, before anything is done.
    var requests: (@Sendable (inout Asked) -> Int?)?
    var answers: (@Sendable (inout Answered) throws -> Void)?
    /// What leaves at one moment, and the sockets that are open.
    var frames: (@Sendable (inout [Frame], [Int]) -> Void)?

    init() {}

    init(_ plant: Plant?) { plant?.plant(&self) }

    var touchVerbs: Bool { inserts != nil || updates != nil || deletes != nil || reads != nil || swallowsFailures }
    var touchBodies: Bool { requests != nil || answers != nil }
}
