import SyncTesting

/// `AppClient.java`, compiled once: a client with the TLS rules of the apps.
struct AppClient {
    private static let classFolder: Result<String, any Error> = Result {
        let folder = "\(Package.root)/.build/app-client"
        let source = "\(Package.root)/Tests/EndToEnd/HTTPS/AppClient.java"
        let result = try ChildProcess.run("javac", ["-d", folder, source])
        guard result.succeeded else { throw NetworkError.malformed("javac: \(result.errors)") }
        return folder
    }

    /// What a run printed, and whether all passed.
    struct Outcome: CustomStringConvertible {
        let passed: Bool
        let text: String
        var description: String { text }
    }

    let token: String
    /// The file that was imported on the device.
    let importedPath: String
    /// `address name` lines, as the router or the hosts file would say; nothing else is known then.
    var hosts: [(address: String, name: String)] = []
    /// Said in the hello instead of what the hosts say.
    var serverName: String?

    /// Dials the address and asks whether the token is right.
    func test(_ url: String) throws -> Outcome {
        let folder = try TemporaryFolder()
        let result = try ChildProcess.run("java", try words(url, folder))
        return Outcome(passed: result.succeeded, text: result.output + result.errors)
    }

    /// Opens the socket and waits for events.
    func listen(_ url: String, events: Int) throws -> Listening {
        try Listening(self, url, events: events)
    }

    func words(_ url: String, _ folder: TemporaryFolder) throws -> [String] {
        let lines = hosts.map { "\($0.address) \($0.name)" }.joined(separator: "\n")
        try Files.write(lines + "\n", to: folder.file("hosts"))
        return [
            "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Djdk.net.hosts.file=\(folder.file("hosts"))",
        ] + (serverName.map { ["-Dserver.name=\($0)"] } ?? [])
            + ["-cp", try Self.classFolder.get(), "AppClient", url, token, importedPath]
    }

    /// A run that goes on while the test does something else.
    final class Listening {
        private let folder: TemporaryFolder
        private let process: ChildProcess

        fileprivate init(_ client: AppClient, _ url: String, events: Int) throws {
            folder = try TemporaryFolder()
            let words = try client.words(url, folder) + ["socket", "\(events)"]
            process = try ChildProcess(
                .init("java", words, outputPath: folder.file("output"), errorPath: folder.file("errors")))
            try waitUntil("socket open")
        }

        var text: String {
            ((try? Files.text(folder.file("output"))) ?? "") + ((try? Files.text(folder.file("errors"))) ?? "")
        }

        private func waitUntil(_ mark: String) throws {
            let deadline = Deadline(milliseconds: 20_000)
            while !text.contains(mark) {
                guard process.exit == nil, !deadline.isOver else { throw NetworkError.malformed("AppClient: \(text)") }
                MonotonicClock.sleep(milliseconds: 20)
            }
        }

        /// Whether all events came in time.
        func finished(withinMilliseconds: Int = 10_000) -> Bool {
            process.waitForExit(withinMilliseconds: withinMilliseconds) == .code(0)
        }
    }
}
