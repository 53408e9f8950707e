import SyncSimulator

/// What the command line asks for.
struct Arguments {
    struct Misunderstood: Error {
        let reason: String
    }

    static let usage = """
        simulate [--seed N] [--histories N] [--policy original] [--tokens device|shared|mixed] [--only FAULT | --healthy]
                 [--jobs N] [--shrink] [--script] [--endless] [--plant NAME | --plants]
          --seed N        plays this history and tells all about it; with --histories: begins here
          --histories N   how many (1000)
          --policy NAME   ours, or original: the original's rules, which must fail
          --only FAULT    all other faults off; one of
                          \(Fault.allCases.map(\.rawValue).joined(separator: " "))
          --healthy       no faults at all
          --jobs N        threads (2)
          --shrink        shortens the first history that fails as long as it still does
          --broken G1…G8  which promise the shortened history must still break (any)
          --script        prints everything that happens in it
          --endless       until stopped
          --plant NAME    with a bug planted beside the server: plays histories until it is found, at most N (1000);
                          with --seed alone: plays that history with it
          --plants        the same with each of these bugs:
        """ + Plant.all.map { "\n      \($0.name): \($0.what)" }.joined()

    var options = HistoryOptions()
    var seed: UInt64 = 1
    var histories: Int?
    var jobs = 2
    var shrinks = false
    /// What the shrinker keeps broken.
    var guarantee: Guarantee?
    var printsScript = false
    var isEndless = false
    /// Bugs to be found.
    var plants: [Plant] = []
    private var isSeedGiven = false

    /// One history was named: all about it is told.
    var isOne: Bool { isSeedGiven && histories == nil && !isEndless && plants.count <= 1 }

    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--seed":
                seed = UInt64(try Self.number(Self.value(of: word, words.next())))
                isSeedGiven = true
            case "--histories": histories = try Self.number(Self.value(of: word, words.next()))
            case "--jobs": jobs = try Self.number(Self.value(of: word, words.next()))
            case "--policy": options.policy = try Self.choice(word, words.next())
            case "--tokens": options.tokens = try Self.choice(word, words.next()) as TokenKind
            case "--only": options.only = try Self.choice(word, words.next()) as Fault
            case "--healthy": options.isHealthy = true
            case "--shrink": shrinks = true
            case "--broken": guarantee = try Self.choice(word, words.next()) as Guarantee
            case "--script": printsScript = true
            case "--endless": isEndless = true
            case "--plants": plants = Plant.all
            case "--plant": plants = [try Self.plant(Self.value(of: word, words.next()))]
            default: throw Misunderstood(reason: "no such option: \(word)")
            }
        }
    }

    private static func plant(_ name: String) throws -> Plant {
        guard let plant = Plant(named: name) else { throw Misunderstood(reason: "no such bug: \(name)") }
        return plant
    }

    private static func value(of option: String, _ value: String?) throws -> String {
        guard let value else { throw Misunderstood(reason: "\(option) needs a value") }
        return value
    }

    private static func number(_ text: String) throws -> Int {
        guard let number = Int(text), number > 0 else { throw Misunderstood(reason: "\(text) is no number") }
        return number
    }

    private static func choice<Choice: RawRepresentable<String>>(_ option: String, _ value: String?) throws -> Choice {
        let text = try Self.value(of: option, value)
        guard let choice = Choice(rawValue: text) else { throw Misunderstood(reason: "\(option): no such: \(text)") }
        return choice
    }
}
