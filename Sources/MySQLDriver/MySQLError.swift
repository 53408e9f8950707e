import SyncCore

extension StoreError {
    /// What the server or its client library says went wrong, by the numbers that MariaDB and MySQL share (MariaDB manual,
    /// "Error codes"). Words that may hold values of rows are left out.
    init(number: UInt32, _ message: String) {
        let words = Self.mayQuoteValues(number) ? "" : " \"\(message)\""
        self.init(Self.code(number), "the database says\(words) (error \(number))")
    }

    /// Whether the connection is of no use after it.
    static func endsConnection(_ number: UInt32) -> Bool {
        [1_053, 1_080, 1_927, 2_000, 2_002, 2_003, 2_006, 2_013, 2_014, 2_026, 2_027, 2_055, 4_031].contains(number)
    }

    /// Whether the server has undone the whole transaction.
    static func undoesTransaction(_ number: UInt32) -> Bool { number == 1_213 || endsConnection(number) }

    private static func code(_ number: UInt32) -> Code {
        switch number {
        case 1_205, 1_213, 3_572: .busy
        case 1_021, 1_041, 1_114, 1_030, 3, 28: .full
        case 1_142, 1_143, 1_290, 1_792, 1_836, 1_227: .readOnly
        case 1_153, 2_020: .tooLarge
        case 1_034, 1_194, 1_712, 1_877: .damaged
        case 1_040, 1_044, 1_045, 1_129, 1_130, 1_184, 1_203, 1_226, 1_969, 1_698: .unavailable
        default: endsConnection(number) ? .unavailable : .mistaken
        }
    }

    /// Duplicate keys and values that do not fit are quoted by the server.
    private static func mayQuoteValues(_ number: UInt32) -> Bool {
        [1_062, 1_064, 1_264, 1_265, 1_292, 1_366, 1_406, 1_452, 1_586].contains(number)
    }
}
