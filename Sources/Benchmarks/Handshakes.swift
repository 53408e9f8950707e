import Glibc
import SyncTesting

/// Row 19: full TLS handshakes, beside nginx with the same library, by what each costs the server's core: the client costs
/// as much, so that counting alone would measure that.
enum Handshakes {
    private static let goal = "≥ 0.7 ×"
    private static let seconds = 3

    static func measure(_ bench: Bench) throws -> [Finding] {
        if ChildProcess.find("nginx") == nil { return [.missingTool("nginx", goal: goal)] }
        let server = try bench.startServer()
        guard let process = server.process, let port = server.securePort else {
            throw ServerProcess.NotReady(reason: "no HTTPS", log: server.log)
        }
        let folder = try TemporaryFolder()
        try makeCertificate(in: folder)
        let nginx = try Nginx(
            location: "return 200;", wrapper: bench.serverWrapper,
            tls: (folder.file("c.pem"), folder.file("k.pem")))
        guard let worker = nginx.workerID else { throw NetworkError.malformed("nginx has no worker") }
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<bench.rounds {
            ours.append(try perCoreSecond(port, process.processID, bench))
            theirs.append(try perCoreSecond(nginx.port, worker, bench))
        }
        try server.stop()
        let ratio = Spread.ratios(ours, theirs)
        return [
            Finding(
                ours: "\(Spread(ours).thousands)/s of a core", beside: "nginx \(Spread(theirs).thousands)/s of a core",
                ratio: ratio.text(digits: 2), goal: goal, verdict: .init(ratio.low >= 0.7),
                remark: "openssl s_time, TLS 1.2, new connections one after the other; CPU time of the serving process."
            )
        ]
    }

    private static func makeCertificate(in folder: TemporaryFolder) throws {
        let words =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost "
            + "-keyout \(folder.file("k.pem")) -out \(folder.file("c.pem"))"
        let result = try ChildProcess.run("openssl", words.split(separator: " ").map(String.init))
        guard result.succeeded else { throw NetworkError.malformed("openssl: \(result.errors)") }
    }

    private static func perCoreSecond(_ port: UInt16, _ processID: Int32, _ bench: Bench) throws -> Double {
        let before = try cpuSeconds(processID)
        let words =
            bench.loadWrapper + [
                "openssl", "s_time", "-connect", "127.0.0.1:\(port)", "-new", "-tls1_2", "-time", "\(seconds)",
            ]
        let result = try ChildProcess.run(words[0], Array(words.dropFirst()))
        guard let count = result.output.firstMatch(of: /([0-9]+) connections in [0-9.]+ real/).flatMap({ Double($0.1) })
        else { throw NetworkError.malformed("s_time: \(result.output)\(result.errors)") }
        return count / (try cpuSeconds(processID) - before)
    }

    /// Of all threads of a process, in user and in kernel mode.
    private static func cpuSeconds(_ processID: Int32) throws -> Double {
        let stat = try Files.text("/proc/\(processID)/stat")
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw NetworkError.malformed("no CPU times of \(processID)")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
