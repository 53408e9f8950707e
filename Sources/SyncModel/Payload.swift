/// What a write carries besides its own facts: who made it and when.
public protocol Payload: WireObject {
    /// `nil` when the request named nobody (PROTOCOL §5.6, upgrades).
    var correlation: Correlation? { get set }
    /// In a request: when the user made the edit, epoch seconds by the app's clock; 0 when it did not say. In an answer,
    /// event or tombstone: a number of the server's.
    var eventTimestamp: Int64 { get set }
}

/// A request that makes one row.
public protocol NewItem: Payload {
    /// 0 online, the local id when sent from an app's queue (PROTOCOL §2.1); 0 too when it did not say.
    var offlineSyncItemId: Int64 { get }
}

extension FieldVisitor {
    mutating func correlation(_ value: inout Correlation?) throws(FieldError) {
        try field("correlation", &value, .optional)
    }

    mutating func eventTimestamp(_ value: inout Int64) throws(FieldError) {
        try field("eventTimestamp", &value, .optional)
    }

    /// 0 online, the local id when sent from an app's queue (PROTOCOL §2.1); no server hands it out.
    mutating func offlineSyncItemId(_ value: inout Int64) throws(FieldError) {
        try field("offlineSyncItemId", &value, .onlyRead)
    }
}
