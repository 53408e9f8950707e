import Glibc
import SyncSimulator
import SyncTesting

// Plays histories of apps and a server in virtual time and says which promises were broken.

func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
        let count = bytes[start...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        start += count
    }
}

func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Plays one history and tells all about it.
func tellOne(_ arguments: Arguments, seed: UInt64) throws -> Bool {
    var history = History(seed: seed, arguments.options)
    history.plant = arguments.plants.first
    var verdict = try Simulation.play(history)
    if arguments.shrinks, !verdict.isSound {
        history = try Shrinker(history, verdict, guarantee: arguments.guarantee, words: arguments.words).shrunk {
            write("\r\($0)    ", to: STDERR_FILENO)
        }
        write("\n", to: STDERR_FILENO)
    }
    verdict = try Simulation.play(history, keepsScript: arguments.printsScript || arguments.shrinks)
    write(Report.text(of: verdict, history) + "\n", to: STDOUT_FILENO)
    return verdict.isSound
}

func playMany(_ arguments: Arguments) throws -> Bool {
    let play: Workers.Play
    if arguments.isReal {
        let stage = try WireStage(binary: arguments.binary ?? Package.binary)
        play = { history in
            let played = try Simulation.play(history, with: stage)
            if !played.verdict.isSound { write("\n" + played.text + "\n", to: STDOUT_FILENO) }
            return played.verdict
        }
    } else {
        play = { try Simulation.play($0) }
    }
    let workers =
        arguments.seeds.map { Workers($0, arguments.options, play) }
        ?? Workers(from: arguments.seed, count: arguments.count, arguments.options, play)
    let began = now()
    workers.start(arguments.jobs)
    let isTerminal = isatty(STDERR_FILENO) == 1
    var toldAt = began
    while !workers.areDone {
        usleep(50_000)
        guard now() - toldAt >= (isTerminal ? 1 : 30) else { continue }
        toldAt = now()
        let line = Report.progress(workers.tally, seconds: toldAt - began)
        write(isTerminal ? "\r\(line)" : line + "\n", to: STDERR_FILENO)
    }
    if let unfit = workers.unfit { throw Arguments.Misunderstood(reason: unfit) }
    let tally = workers.tally
    write((isTerminal ? "\n" : "") + Report.text(of: tally, seconds: now() - began) + "\n", to: STDOUT_FILENO)
    if let first = tally.failed.min(), arguments.shrinks, !arguments.isReal { _ = try tellOne(arguments, seed: first) }
    return tally.unexplained.isEmpty && arguments.isRight(failed: tally.failed.count, of: tally.histories)
}

/// Says what is remembered for each promise, and what that costs.
func tellCosts(_ arguments: Arguments) throws -> Bool {
    var costs = Costs()
    for seed in arguments.seed..<arguments.seed + UInt64(arguments.count ?? 1_000) {
        try costs.add(History(seed: seed, arguments.options))
    }
    write(costs.text + "\n", to: STDOUT_FILENO)
    return true
}

/// Looks for planted bugs and says which were found, and how soon.
func hunt(_ arguments: Arguments) throws -> Bool {
    let hunters = Hunters(
        PlantHunt(from: arguments.seed, historiesMax: arguments.histories ?? 1_000, arguments.options),
        arguments.plants)
    hunters.start(arguments.jobs)
    while !hunters.areDone {
        usleep(20_000)
        for finding in hunters.takeNews() { write(Report.text(of: finding) + "\n", to: STDOUT_FILENO) }
    }
    for finding in hunters.takeNews() { write(Report.text(of: finding) + "\n", to: STDOUT_FILENO) }
    if let unfit = hunters.unfit { throw Arguments.Misunderstood(reason: unfit) }
    write(Report.text(of: hunters.findings) + "\n", to: STDOUT_FILENO)
    return hunters.findings.allSatisfy(\.isFound)
}

do {
    let arguments = try Arguments(CommandLine.arguments.dropFirst())
    let isRight =
        if arguments.tellsCosts {
            try tellCosts(arguments)
        } else if arguments.isOne {
            try tellOne(arguments, seed: arguments.seed)
        } else {
            arguments.plants.isEmpty ? try playMany(arguments) : try hunt(arguments)
        }
    exit(isRight ? 0 : 1)
} catch let error as ServerProcess.NotReady {
    write("simulate: \(error)\n", to: STDERR_FILENO)
    exit(69)
} catch let error as Arguments.Misunderstood {
    write("simulate: \(error.reason)\n\n\(Arguments.usage)\n", to: STDERR_FILENO)
    exit(64)
}
