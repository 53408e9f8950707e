/// The names of facts that the library keeps about itself.
public enum FactName {
    /// The number after which a new library began to number its rows: drawn once, so that two libraries share no id.
    public static let idBase = "id_base"
    /// The largest number that was given to a device of which nobody knows which it is.
    public static let lastAnonymousNumber = "last_anonymous_number"
    /// What the rows of first syncs carry at present.
    public static let numberOfFirstRows = "number_of_first_rows"
    /// The last number that was given, to a write as its stamp or in an answer.
    public static let lastStamp = "last_stamp"
    /// The stamp of the last write, or a number given since: no row, no tombstone and nothing that is said of one is newer.
    public static let lastWrite = "last_write"
    /// The stamp of the last write that deleted everything.
    public static let lastWipe = "last_wipe"
}
