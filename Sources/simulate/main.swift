import SyncSimulator

for seed in UInt64(1)...20 {
    let verdict = try Simulation.play(History(seed: seed))
    print(seed, verdict.violations.count, verdict.excuses)
    for violation in verdict.violations.prefix(5) { print("   ", violation.guarantee.rawValue, violation.what) }
}
