import Glibc

/// A real nginx with a configuration of its own, in a folder of its own, on a free port.
public final class Nginx {
    public let port: UInt16
    private let folder: TemporaryFolder
    private let process: ChildProcess

    /// - Parameters:
    ///   - location: the lines for `/`.
    ///   - before: lines of the `http` block, such as an `upstream`.
    ///   - wrapper: a command that runs it, such as `taskset -c 0`.
    ///   - tls: certificate and key in PEM, by their paths; each client makes a new session then.
    public init(
        location: String, before: String = "", wrapper: [String] = [],
        tls: (certificatePath: String, keyPath: String)? = nil
    ) throws {
        port = try FreePort.take()
        folder = try TemporaryFolder()
        try Files.write(
            Self.configuration(folder.path, port, location, before, Self.lines(tls)), to: folder.file("nginx.conf"))
        let words = wrapper + [ChildProcess.find("nginx") ?? "nginx"]
        process = try ChildProcess(
            .init(
                words[0],
                words.dropFirst() + [
                    "-p", folder.path, "-c", folder.file("nginx.conf"), "-e", folder.file("error.log"),
                ],
                errorPath: folder.file("stderr.txt")))
        try waitUntilReady()
    }

    deinit { stop() }

    private static func lines(_ tls: (certificatePath: String, keyPath: String)?) -> (listen: String, more: String) {
        guard let tls else { return ("", "") }
        return (
            " ssl",
            """
            ssl_certificate \(tls.certificatePath);
            ssl_certificate_key \(tls.keyPath);
            ssl_session_cache off;
            ssl_session_tickets off;
            """
        )
    }

    /// The process that answers; the master only watches.
    public var workerID: Int32? { process.childIDs.first }

    private static func configuration(
        _ folder: String, _ port: UInt16, _ location: String, _ before: String,
        _ tls: (listen: String, more: String)
    ) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: "\n")
        return """
            \(getuid() == 0 ? "user root;" : "")
            daemon off;
            worker_processes 1;
            pid \(folder)/nginx.pid;
            error_log \(folder)/error.log;
            events { worker_connections 1024; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                \(temporary)
                \(before)
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                server {
                    listen 127.0.0.1:\(port)\(tls.listen);
                    \(tls.more)
                    location / {
                        \(location)
                    }
                }
            }
            """
    }

    private func waitUntilReady() throws {
        let deadline = Deadline(milliseconds: 5_000)
        while (try? TCPConnection(port: port)) == nil {
            guard !deadline.isOver, process.exit == nil else {
                let complaint = (try? Files.text(folder.file("stderr.txt"))) ?? ""
                throw NetworkError.malformed("nginx does not start: \(complaint)")
            }
            MonotonicClock.sleep(milliseconds: 10)
        }
    }

    /// Its worker goes with it: a master that is killed leaves workers behind.
    public func stop() {
        process.send(signal: SIGTERM)
        _ = process.waitForExit(withinMilliseconds: 5_000)
    }
}
