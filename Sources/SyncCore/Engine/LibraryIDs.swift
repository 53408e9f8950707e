/// Which ids this library gives: those of a range of a thousand million that was drawn when it was made, so that two
/// libraries of ours never give the same (PROTOCOL F28).
public struct LibraryIDs: Sendable {
    /// Ranges begin at multiples of this; apps' own numbers and the original's ids are far below the first.
    public static let rangeLength: Int64 = 1_000_000_000
    /// Apps and browsers hold whole numbers up to 2⁵³ exactly; this stays well below.
    static let basesMax: Int64 = 1 << 50

    /// New rows get ids above this; 0 for a library that drew none.
    public let base: Int64

    public init(base: Int64) { self.base = base }

    /// Draws the range of a new library.
    public init(drawnBy generator: inout some RandomNumberGenerator) {
        let ranges = Self.basesMax / Self.rangeLength
        base = Int64(generator.next(upperBound: UInt64(ranges - 1)) + 1) * Self.rangeLength
    }

    /// Whether an app sent a number of its own where an id belongs (PROTOCOL F17): no row here ever had one so small.
    func isNumberOfApp(_ id: Int64) -> Bool { id <= 0 || (base > 0 && id < Self.rangeLength) }

    func isOfAnotherLibrary(_ id: Int64) -> Bool {
        base > 0 && id >= Self.rangeLength && !(base..<base + Self.rangeLength).contains(id)
    }
}
