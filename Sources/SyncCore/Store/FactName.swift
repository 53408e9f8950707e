/// The names of facts that the library keeps about itself.
public enum FactName {
    /// The number after which a new library began to number its rows: drawn once, so that two libraries share no id.
    public static let idBase = "id_base"
    /// The stamp of the last write.
    public static let lastStamp = "last_stamp"
}
