/// The rooms and the arrows between them (docs/architecture.md), said once more so that a machine compares.
enum Rooms {
    /// What each room may import beside `Synchronization`.
    static let imports: [String: Set<String>] = [
        "JSONText": [],
        "Observing": ["JSONText", "Glibc"],
        "SyncModel": ["JSONText"],
        "SyncCore": ["SyncModel", "JSONText", "Observing"],
        "SQLStore": ["SyncCore", "SyncModel", "JSONText", "Observing"],
        "SQLiteDriver": ["CSQLite", "SQLStore", "SyncCore", "SyncModel", "JSONText", "Observing", "Glibc"],
        "Certificates": ["COpenSSL", "Observing", "Glibc"],
        "PostgresDriver": ["CPostgres", "SQLStore", "SyncCore", "JSONText", "Observing", "Glibc"],
        "MySQLDriver": ["CMariaDB", "SQLStore", "SyncCore", "JSONText", "Observing", "Glibc"],
        "Transport": ["CMicrohttpd", "CWslay", "COpenSSL", "CLinux", "Observing", "JSONText", "Glibc"],
        "SyncHTTP": ["SyncCore", "SyncModel", "Transport", "JSONText", "Observing", "Glibc"],
        "ServerRuntime": ["SyncCore", "SyncModel", "Transport", "JSONText", "Observing", "Glibc", "CLinux"],
        "LinkoraSyncServer": [
            "Certificates", "SyncCore", "SyncModel", "SQLStore", "SQLiteDriver", "PostgresDriver", "MySQLDriver",
            "Transport",
            "SyncHTTP", "ServerRuntime", "JSONText", "Observing", "Glibc", "CLinux", "CBuild",
        ],
        // Not part of the server.
        "SyncTesting": ["SyncCore", "SyncModel", "JSONText", "Observing", "Glibc", "CLinux"],
        // Model apps share no code with the server that they try.
        "AppModels": [],
        "SyncSimulator": [
            "AppModels", "SyncCore", "SyncModel", "SQLStore", "SQLiteDriver", "SyncTesting", "JSONText",
        ],
    ]

    /// Programs for developers; they may import what they like.
    static let tools: Set = ["Benchmarks", "Fuzzing", "FuzzDriver", "play", "simulate", "C"]

    /// Everything that runs inside the server, below the door: no clock, no dice, no threads, no words to a terminal.
    static let belowTheDoor: Set = ["JSONText", "SyncModel", "SyncCore", "SQLStore"]

    /// Rooms that speak to C.
    static let besideC: Set = ["Certificates", "Transport", "SQLiteDriver", "PostgresDriver", "MySQLDriver"]

    static let ofTheServer = Set(imports.keys).subtracting(["SyncTesting", "AppModels", "SyncSimulator"])
}
