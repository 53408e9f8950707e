import SyncSimulator

/// What the command line asks for.
struct Arguments {
    struct Misunderstood: Error {
        let reason: String
    }

    static let usage = """
        simulate [--seed N] [--histories N] [--policy original] [--tokens device|shared|mixed] [--only FAULT | --healthy]
                 [--jobs N] [--shrink] [--script] [--endless] [--plant NAME | --plants]
                 [--seeds FILE] [--failing-max PERCENT] [--failing-min PERCENT]
        simulate --costs [--seed N] [--histories N] [--tokens …] [--only FAULT | --healthy]
        simulate --wire [--binary PATH] [--seed N] [--histories N] [--jobs N] [--tokens …] [--only FAULT | --healthy]
          --seed N        plays this history and tells all about it; with --histories: begins here
          --histories N   how many (1000)
          --policy NAME   ours, or original: the original's rules, which must fail
          --only FAULT    all other faults off; one of
                          \(Fault.allCases.map(\.rawValue).joined(separator: " "))
          --healthy       no faults at all
          --jobs N        how many at once (2); over the wire, where each has a process of its own and mostly waits, 100
          --shrink        shortens the first history that fails as long as it still does
          --broken G1…G8  which promise the shortened history must still break (any)
          --saying WORDS  what its report must still say (anything)
          --script        prints everything that happens in it
          --endless       until stopped
          --costs         on SQLite, and tells what each thing that the server remembers costs
          --wire          with the built program on SQLite, over real sockets through a faulty proxy, in real time
          --binary PATH   the program (LINKORA_BINARY, or the release build)
          --seeds FILE    the histories whose numbers stand in this file, one a line
          --failing-max P succeeds when at most P of a hundred fail (0)
          --failing-min P succeeds when at least P of a hundred fail: proves that the checks can
          --plant NAME    with a bug planted beside the server: plays histories until it is found, at most N (1000);
                          with --seed alone: plays that history with it
          --plants        the same with each of these bugs:
        """ + Plant.all.map { "\n      \($0.name): \($0.what)" }.joined()

    var options = HistoryOptions()
    var seed: UInt64 = 1
    var histories: Int?
    private var givenJobs: Int?
    var shrinks = false
    /// What the shrinker keeps broken.
    var guarantee: Guarantee?
    var words = ""
    var printsScript = false
    var isEndless = false
    /// The histories to be played, where they are not counted up.
    var seeds: [UInt64]?
    var failingPercentMax = 0.0
    var failingPercentMin: Double?
    /// Bugs to be found.
    var plants: [Plant] = []
    /// Over the wire.
    var isReal = false
    var binary: String?
    var tellsCosts = false
    private var isSeedGiven = false

    var jobs: Int { givenJobs ?? (isReal ? 100 : 2) }

    /// One history was named: all about it is told.
    var isOne: Bool {
        isSeedGiven && histories == nil && !isEndless && seeds == nil && plants.count <= 1 && !isReal && !tellsCosts
    }

    /// `nil`: without end.
    var count: Int? { isEndless ? nil : histories ?? (isReal && isSeedGiven ? 1 : 1_000) }

    init(_ words: some Sequence<String>) throws {
        var rest = words.makeIterator()
        while let word = rest.next() {
            switch word {
            case "--seed":
                seed = UInt64(try Self.number(Self.value(of: word, rest.next())))
                isSeedGiven = true
            case "--histories": histories = try Self.number(Self.value(of: word, rest.next()))
            case "--jobs": givenJobs = try Self.number(Self.value(of: word, rest.next()))
            case "--policy": options.policy = try Self.choice(word, rest.next())
            case "--tokens": options.tokens = try Self.choice(word, rest.next()) as TokenKind
            case "--only": options.only = try Self.choice(word, rest.next()) as Fault
            case "--healthy": options.isHealthy = true
            case "--shrink": shrinks = true
            case "--broken": guarantee = try Self.choice(word, rest.next()) as Guarantee
            case "--saying": self.words = try Self.value(of: word, rest.next())
            case "--script": printsScript = true
            case "--endless": isEndless = true
            case "--seeds": seeds = try Self.seeds(in: Self.value(of: word, rest.next()))
            case "--failing-max": failingPercentMax = try Self.percent(Self.value(of: word, rest.next()))
            case "--failing-min": failingPercentMin = try Self.percent(Self.value(of: word, rest.next()))
            case "--plants": plants = Plant.all
            case "--plant": plants = [try Self.plant(Self.value(of: word, rest.next()))]
            case "--wire": (isReal, options.isOverTheWire) = (true, true)
            case "--costs": tellsCosts = true
            case "--binary": binary = try Self.value(of: word, rest.next())
            default: throw Misunderstood(reason: "no such option: \(word)")
            }
        }
    }

    private static func seeds(in file: String) throws -> [UInt64] {
        guard let text = read(file) else { throw Misunderstood(reason: "\(file) can't be read") }
        let seeds = try text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { line in
            UInt64(try number(String(line)))
        }
        guard !seeds.isEmpty else { throw Misunderstood(reason: "\(file) names no history") }
        return seeds
    }

    private static func percent(_ text: String) throws -> Double {
        guard let percent = Double(text), (0...100).contains(percent) else {
            throw Misunderstood(reason: "\(text) is no percentage")
        }
        return percent
    }

    /// Whether so many failures are what was asked for.
    func isRight(failed: Int, of histories: Int) -> Bool {
        let percent = 100 * Double(failed) / Double(histories)
        if let failingPercentMin { return histories > 0 && percent >= failingPercentMin }
        return histories > 0 && percent <= failingPercentMax
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
