import SyncTesting

/// Row 21: rows 5, 6, 7 and 10 on PostgreSQL and MariaDB, beside SQLite in the same round.
enum DatabaseServers {
    private static let goal = "≥ 0.3 of SQLite's"
    private static let linkCount = 100_000
    private static let deltaCount = 1_000

    /// A library on one of the databases.
    private struct Subject {
        let name: String
        let server: ServerProcess
        /// Of a library that is written to: the other one stays as it is.
        let busyServer: ServerProcess
        /// It runs as long as this is held.
        var database: DatabaseOfTest?
    }

    /// What one round found, by the name of the database: rates, so that more is better.
    private struct Job {
        let name: String
        let unit: String
        let measure: (Subject, Bench) throws -> Double
        var rates: [String: [Double]] = [:]
    }

    static func measure(_ bench: Bench) throws -> [Finding] {
        if Wrk.isMissing { return [.missingTool("wrk", goal: goal)] }
        let file = try bench.startServer(links: linkCount, noteBytes: 100)
        let subjects =
            try [Subject(name: "SQLite", server: file, busyServer: bench.startServer())]
            + DatabaseKind.allCases.map { kind in
                try subject(kind, copyOf: file, bench)
            }
        var jobs = [
            Job(name: "pulls, nothing new", unit: "/s", measure: emptyPulls),
            Job(name: "delta of \(deltaCount) links", unit: "/s", measure: delta),
            Job(name: "everything, \(linkCount) links", unit: "/s", measure: everything),
            Job(name: "durable creates, 64 devices", unit: "/s", measure: creates),
        ]
        for _ in 0..<bench.rounds {
            for place in jobs.indices {
                for subject in subjects {
                    jobs[place].rates[subject.name, default: []].append(try jobs[place].measure(subject, bench))
                }
            }
        }
        for subject in subjects {
            try subject.server.stop()
            try subject.busyServer.stop()
        }
        return jobs.flatMap { job in subjects.dropFirst().map { finding(job, $0.name) } }
    }

    private static func subject(_ kind: DatabaseKind, copyOf file: ServerProcess, _ bench: Bench) throws -> Subject {
        let database = try bench.onBothCores { try kind.start(waitsForDisk: true) }.newDatabase()
        var settings = bench.settings()
        settings.use(database)
        let server = try ServerProcess(settings)
        try file.stop()
        let password = server.folder.file("password")
        try Files.write(database.server.password, to: password)
        let copy = try ChildProcess.run(
            settings.binary,
            [
                "migrate", "--from", "sqlite:" + file.databasePath, "--to", database.url, "--to-user",
                database.server.user, "--to-password-file", password,
            ], folder: server.folder.path, withinMilliseconds: 600_000)
        guard copy.succeeded else { throw Wrk.Failure(description: "migrate: \(copy.errors)") }
        announce("\(database.server.name): \(linkCount) links were copied in \(copy.milliseconds) ms")
        try file.start()
        try server.start()
        var busySettings = bench.settings()
        busySettings.use(try database.server.newDatabase())
        return Subject(
            name: database.server.name, server: server, busyServer: try ServerProcess.started(busySettings),
            database: database)
    }

    private static func finding(_ job: Job, _ name: String) -> Finding {
        let (ours, beside) = (job.rates[name] ?? [], job.rates["SQLite"] ?? [])
        let ratio = Spread.ratios(ours, beside)
        return Finding(
            ours: "\(name), \(job.name): \(text(ours))\(job.unit)", beside: "SQLite \(text(beside))\(job.unit)",
            ratio: ratio.text(digits: 2), goal: goal, verdict: .init(ratio.low >= 0.3),
            remark: "the database server shares the two cores with load and server; commits wait for the disk.")
    }

    private static func text(_ rates: [Double]) -> String {
        let spread = Spread(rates)
        return spread.median >= 1_000 ? spread.thousands : spread.text(digits: 1)
    }

    // MARK: The jobs

    private static func emptyPulls(_ subject: Subject, _ bench: Bench) throws -> Double {
        let watermark = try EmptyPulls.shownWatermark(subject.server)
        try EmptyPulls.expectNothing(subject.server, watermark: watermark)
        let wrk = Wrk(
            wrapper: bench.loadWrapper, connections: 32, seconds: 2,
            headers: ["Authorization: Bearer \(subject.server.token)"],
            script: EmptyPulls.alternating(watermark: watermark))
        return try wrk.run("http://127.0.0.1:\(subject.server.port)/").requestsPerSecond
    }

    /// What a device lacks that had everything a moment ago. A device of its own each time: the same pull again would be
    /// taken for one whose rows are still being applied.
    private static func delta(_ subject: Subject, _ bench: Bench) throws -> Double {
        let server = subject.busyServer
        let name = "delta \(MonotonicClock.nanoseconds)"
        let added = try server.run(["token", "add", name])
        guard let token = added.output.split(separator: "\n").last.map(String.init), added.succeeded else {
            throw Wrk.Failure(description: "token add: \(added.errors)")
        }
        func pull(_ watermark: Int) throws -> String {
            try HTTPClient.once(
                port: server.port, HTTPCall("GET", "/GET_UPDATES?eventTimestamp=\(watermark)", token: token)
            ).text
        }
        let watermark = EmptyPulls.largestNumber(in: try pull(0))
        for number in 1...deltaCount {
            let created = try server.post("CREATE_A_NEW_LINK", NewLink.body("\(name) \(number)"))
            guard created.status == 200 else { throw Wrk.Failure(description: "\(name): \(created.status)") }
        }
        let began = MonotonicClock.nanoseconds
        let text = try pull(watermark)
        let took = MonotonicClock.nanoseconds - began
        let count = text.split(separator: "\"linkType\"").count - 1
        guard count == deltaCount else { throw Wrk.Failure(description: "\(name): \(count) links") }
        return 1e9 / Double(took)
    }

    private static func everything(_ subject: Subject, _ bench: Bench) throws -> Double {
        let began = MonotonicClock.nanoseconds
        let answer = try subject.server.get("/GET_UPDATES?eventTimestamp=0")
        guard answer.status == 200, answer.body.count > 100 * linkCount else {
            throw Wrk.Failure(description: "\(subject.name): \(answer.status), \(answer.body.count) bytes")
        }
        return 1e9 / Double(MonotonicClock.nanoseconds - began)
    }

    private static func creates(_ subject: Subject, _ bench: Bench) throws -> Double {
        let wrk = Wrk(
            wrapper: bench.loadWrapper, connections: 64, seconds: 2,
            headers: ["Authorization: Bearer \(subject.busyServer.token)", "Content-Type: application/json"],
            script: ManyCreates.script(series: "\(MonotonicClock.nanoseconds)-"))
        return try wrk.run("http://127.0.0.1:\(subject.busyServer.port)/CREATE_A_NEW_LINK").requestsPerSecond
    }
}
