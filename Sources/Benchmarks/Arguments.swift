import SyncTesting

/// What the command line asks for.
struct Arguments {
    struct Misunderstood: Error, CustomStringConvertible {
        let reason: String
        var description: String { "Benchmarks: \(reason)\n\n\(Arguments.usage)" }
    }

    static let usage = """
        Benchmarks [--binary PATH | PATH] [--rounds N] [--strict] [ROW…]
          --rounds N  how often each pair is measured, alternating (10)
          --strict    exit code 1 when a goal is missed
          ROW         numbers of rows; all of them without
        """

    var binary = Package.binary
    var rounds = 10
    var isStrict = false
    var rows: [Int] = []

    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--binary": binary = try Self.value(of: word, words.next())
            case "--rounds": rounds = try Self.number(Self.value(of: word, words.next()))
            case "--strict": isStrict = true
            case _ where word.hasPrefix("-"): throw Misunderstood(reason: "no such option: \(word)")
            case _ where Int(word) == nil: binary = word
            default: rows.append(try Self.number(word))
            }
        }
    }

    private static func value(of option: String, _ value: String?) throws -> String {
        guard let value else { throw Misunderstood(reason: "\(option) needs a value") }
        return value
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw Misunderstood(reason: "\(text) is no number") }
        return number
    }
}
