/// Names of facts that stores themselves keep in ``Table/facts``.
public enum FactName {
    /// The number after which a new library began to number its rows: drawn once, so that two libraries share no id.
    public static let idBase = "id_base"
}
