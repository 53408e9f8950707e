// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house and the arrows between them (docs/architecture.md). What a room may import stands here once;
// `Tests/ArchitectureTests` checks what the compiler does not see.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func room(_ name: String, _ imports: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: imports, swiftSettings: strict)
}

func tests(_ name: String, _ imports: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: imports, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "linkora-sync-server",
    products: [
        .executable(name: "linkora-sync-server", targets: ["LinkoraSyncServer"])
    ],
    targets: [
        // The system's C libraries.
        .systemLibrary(name: "CMicrohttpd", path: "Sources/C/CMicrohttpd", pkgConfig: "libmicrohttpd"),
        .systemLibrary(name: "CWslay", path: "Sources/C/CWslay"),
        .systemLibrary(name: "COpenSSL", path: "Sources/C/COpenSSL", pkgConfig: "openssl"),
        // What Linux has and Swift's Glibc module lacks.
        .target(name: "CLinux", path: "Sources/C/CLinux"),
        // What the build knows: scripts/commit gives it to `make`.
        .target(
            name: "CBuild", path: "Sources/C/CBuild",
            cSettings: Context.environment["LINKORA_COMMIT"].map { [.define("LINKORA_COMMIT", to: $0)] } ?? []),
        .systemLibrary(name: "CSQLite", path: "Sources/C/CSQLite", pkgConfig: "sqlite3"),
        // Opened at run time, by those who ask for them.
        .target(name: "CPostgres", path: "Sources/C/CPostgres"),
        .target(name: "CMariaDB", path: "Sources/C/CMariaDB"),

        // The rooms, from the ground up.
        room("JSONText", []),
        room("Observing", ["JSONText"]),
        room("SyncModel", ["JSONText"]),
        room("SyncCore", ["JSONText", "Observing", "SyncModel"]),
        room("SQLStore", ["JSONText", "Observing", "SyncModel", "SyncCore"]),
        room("SQLiteDriver", ["CSQLite", "JSONText", "Observing", "SyncCore", "SQLStore"]),
        room("Certificates", ["COpenSSL", "Observing"]),
        room("PostgresDriver", ["CPostgres", "JSONText", "Observing", "SyncCore", "SQLStore"]),
        room("MySQLDriver", ["CMariaDB", "JSONText", "Observing", "SyncCore", "SQLStore"]),
        room("Transport", ["CLinux", "CMicrohttpd", "CWslay", "COpenSSL", "Observing"]),
        room("SyncHTTP", ["JSONText", "Observing", "SyncModel", "SyncCore", "Transport"]),
        room("ServerRuntime", ["CLinux", "JSONText", "Observing", "SyncModel", "SyncCore", "Transport"]),
        .executableTarget(
            name: "LinkoraSyncServer",
            dependencies: [
                "CBuild", "Certificates", "JSONText", "Observing", "SyncModel", "SyncCore", "SQLStore", "SQLiteDriver",
                "PostgresDriver", "MySQLDriver", "Transport", "SyncHTTP", "ServerRuntime",
            ],
            swiftSettings: strict),

        // What only tests and benchmarks use.
        room("SyncTesting", ["JSONText", "Observing", "SyncModel", "SyncCore"]),
        room("AppModels", []),
        room(
            "SyncSimulator",
            ["AppModels", "JSONText", "SyncModel", "SyncCore", "SQLStore", "SQLiteDriver", "SyncTesting"]),
        .executableTarget(
            name: "simulate", dependencies: ["SyncSimulator", "SyncTesting", "SyncCore", "SQLiteDriver"],
            swiftSettings: strict),
        .executableTarget(
            name: "play", dependencies: ["JSONText", "SyncModel", "SyncTesting"], swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks", dependencies: ["JSONText", "SyncTesting"],
            swiftSettings: strict),

        tests("JSONTextTests", ["JSONText", "SyncTesting"]),
        tests("SyncTestingTests", ["SyncTesting", "JSONText"]),
        tests("ObservingTests", ["Observing", "JSONText"]),
        tests("SyncModelTests", ["SyncModel", "JSONText"]),
        tests("SyncCoreTests", ["SyncCore", "SyncModel", "SyncTesting", "JSONText"]),
        tests(
            "SQLStoreTests",
            ["SQLStore", "SQLiteDriver", "SyncCore", "SyncModel", "SyncTesting", "JSONText", "Observing"]),
        tests("CertificatesTests", ["Certificates", "Observing", "SyncTesting"]),
        tests("TransportTests", ["Certificates", "COpenSSL", "Transport", "Observing", "SyncTesting"]),
        tests(
            "DatabaseTests",
            [
                "MySQLDriver", "PostgresDriver", "SQLStore", "SyncCore", "SyncSimulator", "SyncTesting", "Observing",
            ]),
        tests(
            "SyncHTTPTests",
            ["SyncHTTP", "ServerRuntime", "Transport", "SyncCore", "SyncModel", "SyncTesting", "JSONText", "Observing"]),
        tests(
            "ServerTests",
            [
                "Certificates", "LinkoraSyncServer", "ServerRuntime", "SyncCore", "JSONText", "Observing", "SyncHTTP",
                "Transport", "SyncTesting",
            ]),
        tests("AppModelsTests", ["AppModels"]),
        tests("SyncSimulatorTests", ["SyncSimulator", "AppModels", "SyncCore"]),
        tests("ArchitectureTests", []),
        tests("Shipped", ["SyncTesting", "SyncModel", "JSONText"]),
        tests(
            "EndToEnd", ["AppModels", "SyncSimulator", "SyncTesting", "SyncModel", "JSONText"],
            exclude: ["HTTPS/AppClient.java"]),
    ],
    swiftLanguageModes: [.v6]
)

// Fuzzers need a compiler flag of their own and a folder of their own to build in: `make fuzz` sets both.
if Context.environment["LINKORA_FUZZ"] != nil {
    let fuzzing: [SwiftSetting] = strict + [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])]
    let linking: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
    package.targets.append(.target(name: "FuzzDriver", swiftSettings: strict))
    for (fuzzer, rooms) in [
        "FuzzBodies": ["JSONText", "SyncModel", "SyncCore", "SyncTesting"],
        "FuzzHandshakes": ["Certificates", "Observing", "SyncTesting", "Transport"],
        "FuzzConnections": ["Observing", "SyncCore", "SyncHTTP", "SyncTesting", "Transport"],
    ] as [String: [Target.Dependency]] {
        package.targets.append(
            .executableTarget(
                name: fuzzer, dependencies: rooms + ["FuzzDriver"], path: "Sources/Fuzzing/\(fuzzer)",
                swiftSettings: fuzzing,
                linkerSettings: linking))
    }
}
