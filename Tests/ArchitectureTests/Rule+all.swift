extension Rule {
    /// - Parameter routes: the words of the wire, as SyncModel has them.
    static func all(routes: Set<String>) -> [Rule] {
        [
            arrows, noFoundation, noStructuredConcurrency, threads, belowTheDoor, pointers, uncheckedSendable,
            routeNames(routes), functionLength, fileNames,
        ]
    }

    static let arrows = Rule(name: "arrows") { file in
        if Rooms.tools.contains(file.room) { return [] }
        guard let allowed = Rooms.imports[file.room] else {
            return [(0, "the room \(file.room) stands in no plan: add it to Rooms.swift and docs/architecture.md")]
        }
        return file.imports.filter { !allowed.contains($0.module) && $0.module != "Synchronization" }
            .map { ($0.line, "\(file.room) may not import \($0.module)") }
    }

    static let noFoundation = Rule(name: "no Foundation") { file in
        let banned: Set = ["Foundation", "FoundationEssentials", "Dispatch", "_Concurrency", "RegexBuilder"]
        return file.imports.filter { banned.contains($0.module) }
            .map { ($0.line, "\($0.module) costs memory and brings what we have: leave it out") }
    }

    static let noStructuredConcurrency = words(
        ["async", "await", "Task", "actor", "DispatchQueue"],
        "the core is synchronous; what waits has a thread of its own"
    ) { Rooms.ofTheServer.contains($0.room) || $0.room == "SyncTesting" }

    static let threads = words(
        ["pthread_create", "Thread("], "threads are made only in Transport, ServerRuntime and drivers"
    ) {
        ![
            "Transport", "ServerRuntime", "SQLiteDriver", "PostgresDriver", "MySQLDriver", "Fuzzing", "Benchmarks",
            "simulate",
        ].contains($0.room)
    }

    static let belowTheDoor = words(
        [
            "print(", "debugPrint(", "Date(", "time(", "clock_gettime(", "ContinuousClock", ".random(",
            "randomElement(",
            "shuffled(", "SystemRandomNumberGenerator", "pthread_", "getenv(",
        ], "below the door time, dice and threads come in as parameters, and nobody speaks to a terminal"
    ) { Rooms.belowTheDoor.contains($0.room) }

    /// The executable's system calls stand in one folder. The JSON writer looks at the bytes of a span without copying
    /// them. `SyncTesting`, which is not part of the server, speaks to sockets and processes, too.
    static let pointers = words(
        [
            "UnsafePointer", "UnsafeMutablePointer", "UnsafeRawPointer", "UnsafeMutableRawPointer",
            "UnsafeBufferPointer",
            "UnsafeMutableBufferPointer", "UnsafeRawBufferPointer", "UnsafeMutableRawBufferPointer", "OpaquePointer",
            "Unmanaged", "unsafeBitCast", "withUnsafeBytes", "withUnsafePointer", "withUnsafeMutablePointer",
            "withUnsafeMutableBytes", "withUnsafeBufferPointer",
        ], "pointers stay beside C: in Transport, the drivers, and the executable's System folder"
    ) { file in
        Rooms.ofTheServer.subtracting(Rooms.besideC).contains(file.room)
            && !file.path.hasPrefix("Sources/LinkoraSyncServer/System/")
            && file.path != "Sources/JSONText/JSONWriter.swift"
    }

    static let uncheckedSendable = words(
        ["@unchecked", "nonisolated(unsafe)"], "only Transport and drivers vouch for what the compiler can't check"
    ) { !Rooms.besideC.contains($0.room) && !Rooms.tools.contains($0.room) }

    /// `SyncTesting` and `AppModels` play what apps send and must not learn the words from the server that they try.
    static func routeNames(_ routes: Set<String>) -> Rule {
        Rule(name: "route names") { file in
            if ["SyncModel", "SyncTesting", "AppModels"].contains(file.room) || Rooms.tools.contains(file.room) {
                return []
            }
            return file.text.literals.filter { routes.contains($0.text.trimmingSlashes) }
                .map { ($0.line, "\"\($0.text)\" is a word of the wire: take it from OperationName") }
        }
    }

    static let functionLength = Rule(name: "function length") { file in
        FunctionLengths.of(file.text.code).filter { $0.lines > FunctionLengths.linesMax }
            .map { ($0.line, "\($0.lines) lines: no function is longer than \(FunctionLengths.linesMax)") }
    }

    static let fileNames = Rule(name: "file names") { file in
        let banned = ["Util", "Helper", "Manager", "Impl", "DTO", "Misc", "Common"]
        return banned.filter { file.name.contains($0) }.map { (0, "a file is named after what it holds, not \($0)") }
    }

    /// Words that may not stand in the code of some files.
    private static func words(
        _ words: [String], _ reason: String, in applies: @escaping @Sendable (SourceFile) -> Bool
    ) -> Rule {
        Rule(name: words[0]) { file in
            if !applies(file) { return [] }
            return words.flatMap { word in file.lines(with: word).map { ($0, "\(word): \(reason)") } }
                .sorted { $0.0 < $1.0 }
        }
    }
}

extension String {
    fileprivate var trimmingSlashes: String { String(drop { $0 == "/" }) }
}
