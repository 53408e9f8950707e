import Glibc
import SyncTesting

/// A real nginx in front of a server, with a configuration of its own in a folder of its own.
final class NginxProxy {
    /// What people write first, and nothing more.
    static let bare = """
        proxy_buffers 4 4k;
        proxy_max_temp_file_size 0;
        """

    /// The lines that we tell people to write (README, behind a proxy).
    static let documented = """
        client_max_body_size 0;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 1h;
        """

    let port: UInt16
    private let folder: TemporaryFolder
    private let process: ChildProcess

    init(to server: UInt16, location: String) throws {
        port = try FreePort.take()
        folder = try TemporaryFolder()
        try Files.write(Self.configuration(folder.path, port, server, location), to: folder.file("nginx.conf"))
        let nginx = ChildProcess.find("nginx") ?? "nginx"
        process = try ChildProcess(
            .init(
                nginx, ["-p", folder.path, "-c", folder.file("nginx.conf"), "-e", folder.file("error.log")],
                errorPath: folder.file("stderr.txt")))
        try waitUntilReady()
    }

    deinit { stop() }

    private static func configuration(_ folder: String, _ port: UInt16, _ server: UInt16, _ location: String) -> String
    {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: "\n")
        return """
            \(getuid() == 0 ? "user root;" : "")
            daemon off;
            worker_processes 1;
            pid \(folder)/nginx.pid;
            error_log \(folder)/error.log;
            events {}
            http {
                access_log off;
                \(temporary)
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                server {
                    listen 127.0.0.1:\(port);
                    location / {
                        proxy_pass http://127.0.0.1:\(server);
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
    func stop() {
        process.send(signal: SIGTERM)
        _ = process.waitForExit(withinMilliseconds: 5_000)
    }

    var errorLog: String { (try? Files.text(folder.file("error.log"))) ?? "" }
}
