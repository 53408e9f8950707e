/// Which installation of an app a request came from: made once, when the app is installed (PROTOCOL §0.3).
public struct Correlation: WireObject, Hashable {
    public var id = ""
    public var clientName = ""

    public init() {}

    public init(id: String, clientName: String) {
        self.id = id
        self.clientName = clientName
    }

    /// Stands in answers and events for a request that named none: apps up to 0.16 take a missing one for their own, and
    /// `null` they cannot read (PROTOCOL §5.1, §7.2-6).
    public static let anonymous = Correlation(
        id: "00000000-0000-4000-8000-000000000000", clientName: "Unknown Device")

    public mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
        try visitor.field("id", &id, .required)
        try visitor.field("clientName", &clientName, .required)
    }
}
