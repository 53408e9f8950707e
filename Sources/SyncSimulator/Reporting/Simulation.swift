/// Plays histories.
public enum Simulation {
    /// - Throws: when a database can't be made; histories themselves never throw.
    public static func play(_ history: History, keepsScript: Bool = false) throws -> Verdict {
        try World(history, keepsScript: keepsScript).play()
    }
}
