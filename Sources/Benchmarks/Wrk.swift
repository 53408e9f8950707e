import SyncTesting

/// The load generator `wrk`, one thread.
struct Wrk {
    struct Result {
        let requestsPerSecond: Double
        /// The median of the latencies, in microseconds.
        let medianMicroseconds: Double
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let wrapper: [String]
    var connections: Int
    var seconds: Int
    var headers: [String] = []
    /// A script in Lua, when the same request is not enough.
    var script: String?

    static var isMissing: Bool { ChildProcess.find("wrk") == nil }

    func run(_ url: String) throws -> Result {
        let folder = try TemporaryFolder()
        var words = wrapper + ["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency"]
        for header in headers { words += ["-H", header] }
        if let script {
            try Files.write(script, to: folder.file("script.lua"))
            words += ["-s", folder.file("script.lua")]
        }
        let result = try ChildProcess.run(words[0], words.dropFirst() + [url])
        guard result.succeeded else { throw Failure(description: "wrk: \(result.errors)\(result.output)") }
        return try Self.read(result.output)
    }

    /// - Throws: when any answer was not 2xx: a fast refusal is no figure.
    static func read(_ output: String) throws -> Result {
        guard !output.contains("Non-2xx"), !output.contains("Socket errors"),
            let rate = output.firstMatch(of: /Requests\/sec:\s+([0-9.]+)/).flatMap({ Double($0.1) }),
            let latency = output.firstMatch(of: /50%\s+([0-9.]+)(us|ms|s)/), let number = Double(latency.1)
        else { throw Failure(description: "wrk says:\n\(output)") }
        let factor = ["us": 1.0, "ms": 1_000, "s": 1_000_000][latency.2] ?? .nan
        return Result(requestsPerSecond: rate, medianMicroseconds: number * factor)
    }
}
