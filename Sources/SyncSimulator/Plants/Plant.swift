/// A bug of the kind that a programmer makes in this server. It is planted around the core, in the simulator's own seams,
/// never in the server's code; that each is found proves that the checks can fail.
public struct Plant: Sendable, Equatable {
    /// In plain words: `dropped-tombstone`.
    public let name: String
    /// What goes wrong, in one sentence.
    public let what: String
    let plant: @Sendable (inout Seams) -> Void

    init(_ name: String, _ what: String, _ plant: @escaping @Sendable (inout Seams) -> Void) {
        self.name = name
        self.what = what
        self.plant = plant
    }

    public static let all: [Plant] = remembering + committing + deleting + editing + answering + telling + admitting

    public init?(named name: String) {
        guard let plant = Self.all.first(where: { $0.name == name }) else { return nil }
        self = plant
    }

    public static func == (left: Plant, right: Plant) -> Bool { left.name == right.name }
}
