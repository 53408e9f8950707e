/// Why a command about tokens was not carried out.
public enum TokenProblem: Error, Sendable, Equatable {
    case nameIsTaken(String)
    case noSuchName(String)
    case tooMany
    case badName(String)
    case isOver

    /// How many there may be.
    public static let countMax = 1_000
    private static let nameCharactersMax = 64

    /// Names stand in lists on terminals and in scripts.
    /// - Returns: what is wrong with a name; `nil` for a good one.
    public static func with(name: String) -> TokenProblem? {
        let isVisible = name.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
            default: true
            }
        }
        if name.allSatisfy(\.isWhitespace) { return .badName("A token needs a name: that of its device, say.") }
        if name.count > nameCharactersMax { return .badName("A name has at most \(nameCharactersMax) characters.") }
        if !isVisible { return .badName("A name may hold no invisible characters.") }
        if name.first?.isWhitespace == true || name.last?.isWhitespace == true || name.hasPrefix("-") {
            return .badName("A name may not begin or end with a blank, or begin with a dash.")
        }
        return nil
    }

    public var sentence: String {
        switch self {
        case .nameIsTaken(let name):
            "There is a token \"\(name)\" already: take another name, or revoke that one first."
        case .noSuchName(let name): "There is no token \"\(name)\"; `token list` shows those that there are."
        case .tooMany: "There are \(Self.countMax) tokens already: revoke some that nobody uses."
        case .badName(let sentence): sentence
        case .isOver: "The token would be expired from the start."
        }
    }
}
