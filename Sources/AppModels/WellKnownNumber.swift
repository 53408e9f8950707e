/// Numbers that apps use in place of ids (PROTOCOL §0.3).
public enum WellKnownNumber {
    public static let savedLinks: Int64 = -2
    public static let importantLinks: Int64 = -3
    public static let archive: Int64 = -4
    public static let history: Int64 = -5
    /// "Could not map an id."
    public static let unmapped: Int64 = -45454
    /// "The tag has no remote id."
    public static let unsyncedTag: Int64 = -54545

    /// What apps never look up in their folders (`defaultFolderIds`).
    static func isDefaultFolder(_ id: Int64) -> Bool { (-6 ... -1).contains(id) }
}
