public import SyncModel

/// Every operation of the wire. The router, the wire reference, the tests and the simulator walk these tables.
public enum Catalog {
    public static let writes: [WriteOperation] =
        folderWrites + linkWrites + panelWrites + tagWrites + severalItemsWrites + libraryWrites

    public static let reads: [ReadOperation] = folderReads + tagReads + pulls

    /// - Returns: `nil` for names of reads.
    public static func write(_ name: OperationName) -> WriteOperation? { writesByName[name] }

    private static let writesByName = Dictionary(uniqueKeysWithValues: writes.map { ($0.name, $0) })
}
