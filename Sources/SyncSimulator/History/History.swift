import AppModels

/// Everything that a run follows from, as a value: drawn from a seed up front, edited by the shrinker.
public struct History: Sendable, Equatable {
    public var seed: UInt64
    var tokens: TokenKind
    var storage: StorageKind
    public var policy: Policy
    var apps: [AppPlan]
    var habits: Habits
    var dials: Dials
    var serverClock: WrongClock
    /// In the order of their times.
    var deeds: [Deed]
    /// Faults that would strike by their dials but are held back: what the shrinker found needless.
    var heldBack: Set<FaultPlace> = []
    /// When it begins, and when faults and users end.
    var startMilliseconds = beginMilliseconds
    var endMilliseconds: Int64
    /// A bug that the server of this history has.
    public var plant: Plant?
    var tempo = Tempo.virtual
}

extension History {
    /// Another device bears its name, and neither has a token of its own.
    func isCopiedProfile(_ plan: AppPlan) -> Bool { !others(ofProfile: plan).isEmpty }

    /// The devices that a server takes for this one.
    func others(ofProfile plan: AppPlan) -> [AppPlan] {
        guard !plan.hasOwnToken else { return [] }
        return apps.filter { $0.name != plan.name && !$0.hasOwnToken && $0.correlationId == plan.correlationId }
    }

    /// With one that comes when all is over, to see what a new device gets.
    var allApps: [AppPlan] {
        let generation = Generation.allCases[Int(seed % UInt64(Generation.allCases.count))]
        let newcomer = AppPlan(
            name: "newcomer", generation: generation, correlationId: "correlation-newcomer",
            hasOwnToken: tokens == .device, address: "10.0.0.200", clock: WrongClock())
        return apps + [newcomer]
    }
}

public enum TokenKind: String, Sendable, CaseIterable {
    case device
    case shared
    /// Some devices have a token of their own.
    case mixed
}

enum StorageKind: Sendable {
    case memory
    case sqlite
}

public enum Policy: String, Sendable {
    case ours
    /// The original's rules, to prove that the checks can fail.
    case original
}

/// One installation.
struct AppPlan: Sendable, Equatable {
    let name: String
    let generation: Generation
    /// Copied profiles have the same.
    let correlationId: String
    let hasOwnToken: Bool
    /// Devices behind one router have the same.
    let address: String
    let clock: WrongClock
}

/// Something that is to happen, whatever the state is then.
struct Deed: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// Enters the address and token of the server: the first sync.
        case connect
        case start
        /// Quietly: once it is idle.
        case close
        case kill
        case manualSync
        case networkGoes
        case networkComes
        /// The user does something; what, is drawn from these dice and the state.
        case act(dice: UInt64)
        /// The browser extension saves a link or makes a folder.
        case extend(dice: UInt64)
        case serverKill(afterStorageSteps: Int)
        case storageFails(StorageFailure, forMilliseconds: Int64)
        case socketCut
        case socketFreezes(forMilliseconds: Int64)
        case slowReader(forMilliseconds: Int64)
        /// Somebody without a right to it asks for something.
        case knock(dice: UInt64)
    }

    let atMilliseconds: Int64
    /// Index of the app; -1 where none is concerned.
    let app: Int
    let kind: Kind
}

/// One place where a fault by dice struck: the n-th throw for it, at one app.
struct FaultPlace: Sendable, Hashable {
    let fault: Fault
    let app: Int
    let number: Int
}

/// What the users of this history do and do not do.
struct Habits: Sendable, Equatable {
    /// New links point to one of so many pages: the fewer, the more twins.
    var pagesCount: Int
    /// Somebody may delete everything.
    var wipes: Bool
    /// Moves into default collections, of which apps since 0.14 tell nobody (PROTOCOL F20).
    var movesIntoCollections: Bool
    /// Edits rows that are not synced yet (F20, F21).
    var touchesUnsynced: Bool
    /// "Skip saving existing links" (§6).
    var skipsExistingLinks: Bool

    static func draw(_ dice: inout Dice) -> Habits {
        Habits(
            pagesCount: dice.pick([5, 20, 200]), wipes: dice.happens(0.1), movesIntoCollections: dice.happens(0.1),
            touchesUnsynced: dice.happens(0.4), skipsExistingLinks: dice.happens(0.15))
    }

    var weights: ActionWeights {
        var weights = ActionWeights()
        weights[.deleteEverything] = wipes ? 1 : 0
        weights[.moveIntoCollection] = movesIntoCollections ? 2 : 0
        weights[.forceSetDefaultFolders] = 1
        weights.touchesUnsynced = touchesUnsynced
        return weights
    }

    var pages: [String] { (1...pagesCount).map { "https://site\($0 % 7).example/page\($0)" } }
}
