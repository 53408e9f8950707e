import AppModels

/// Everything that a run follows from, as a value: drawn from a seed up front, edited by the shrinker.
public struct History: Sendable, Equatable {
    public var seed: UInt64
    public var tokens: TokenKind
    public var storage: StorageKind
    public var policy: Policy
    public var apps: [AppPlan]
    public var dials: Dials
    public var serverClock: WrongClock
    /// In the order of their times.
    public var deeds: [Deed]
    /// Faults that would strike by their dials but are held back: what the shrinker found needless.
    public var heldBack: Set<FaultPlace> = []
    /// When faults and users end.
    public var endMilliseconds: Int64
}

public enum TokenKind: String, Sendable, CaseIterable {
    case device
    case shared
    /// Some devices have a token of their own.
    case mixed
}

public enum StorageKind: Sendable {
    case memory
    case sqlite
}

public enum Policy: String, Sendable {
    case ours
    /// The original's rules, to prove that the checks can fail.
    case original
}

/// One installation.
public struct AppPlan: Sendable, Equatable {
    public let name: String
    public let generation: Generation
    /// Copied profiles have the same.
    public let correlationId: String
    public let hasOwnToken: Bool
    /// Devices behind one router have the same.
    public let address: String
    public let clock: WrongClock
}

/// Something that is to happen, whatever the state is then.
public struct Deed: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
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
    }

    public let atMilliseconds: Int64
    /// Index of the app; -1 where none is concerned.
    public let app: Int
    public let kind: Kind
}

/// One place where a fault by dice struck: the n-th throw for it, at one app.
public struct FaultPlace: Sendable, Hashable {
    public let fault: Fault
    public let app: Int
    public let number: Int
}
