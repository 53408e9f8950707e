import SyncTesting
import Testing

/// The package in a machine of its own that systemd has started: the unit as it is, with all that shuts it in.
@Suite struct SystemdTests {
    private static let folder = Package.root + "/packaging/tests/systemd"

    /// What `prove` saw there.
    private static func proof() throws -> [String] {
        let root = try Root(of: "bookworm")
        try root.put(Prepared.file(".deb"), at: "/linkora.deb")
        try root.run(
            "apt-get install -qq -y --no-install-recommends systemd systemd-sysv dbus procps "
                + "/linkora.deb >/dev/null")
        try root.put(folder + "/prove", at: "/usr/local/sbin/prove")
        try root.put(folder + "/prove.service", at: "/etc/systemd/system/prove.service")
        try root.run("systemctl enable --quiet prove.service")
        // A network of its own: there the original's ports are free.
        let machine = try ChildProcess.run(
            "systemd-nspawn",
            ["--directory=\(root.path)", "--boot", "--register=no", "--keep-unit", "--private-network"],
            withinMilliseconds: 180_000)
        guard try root.exists("/proof") else { throw NetworkError.malformed("\(machine.output)\(machine.errors)") }
        return try root.text("/proof").split(separator: "\n").map(String.init)
    }

    @Test("It runs, is healthy, is started anew when it stands still, binds below 1024 when asked, and stops")
    func machine() throws {
        let proof = try Self.proof()
        for line in [
            "after the boot: active", "user: linkora-sync-server", "capabilities: 0000000000000000", "health: 0",
            "reloaded", "after the reload: active",
            "restarts while it answers: 0", "restarts after it stood still: 1", "then: active", "health on 443: 0",
            "stopped: success", "exit code: 0",
        ] {
            #expect(proof.contains(line), "\(line) in \(proof)")
        }
    }
}
