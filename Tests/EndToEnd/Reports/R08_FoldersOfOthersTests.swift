import Glibc
import SyncTesting
import Testing

/// R8: mounted volumes that belong to somebody else, or on which the journal's shared memory does not work.
///
/// Right: one sentence with path, owner, needed right and the command that mends it, an exit code of its own, and nothing
/// created or changed; never a good start followed by a first write that fails.
@Suite(.serialized, .enabled(if: getuid() == 0, "makes files of several owners: needs root"))
struct R08_FoldersOfOthersTests {
    static let nobody: UInt32 = 65_534

    /// A server whose database lies in `folder/data`, run by a user without rights.
    struct Site {
        let server: ServerProcess
        let path: String

        /// - Parameter owner: of folder and file.
        init(owner: UInt32, folderMode: UInt32, fileMode: UInt32) throws {
            var settings = ServerProcess.Settings()
            settings.wrapper = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            settings.readyWithinMilliseconds = 5_000
            server = try ServerProcess(settings)
            let folder = server.folder.file("data")
            path = folder + "/l.db"
            server.settings.databaseURL = "sqlite:\(path)"
            try Files.makeFolder(folder)
            try OriginalDatabase.make(at: path)
            try Files.setOwner(owner, of: path)
            try Files.setOwner(owner, of: folder)
            try Files.setMode(fileMode, of: path)
            try Files.setMode(folderMode, of: folder)
            try server.copyBinary()
            try Files.setOwner(nobody, of: server.folder.path)
        }

        /// What lies in the folder: names, and the file's bytes.
        var contents: [String: [UInt8]] {
            let folder = server.folder.file("data")
            let names = (try? Files.names(in: folder)) ?? []
            return Dictionary(uniqueKeysWithValues: names.map { ($0, (try? Files.read(folder + "/" + $0)) ?? []) })
        }
    }

    /// Starts it and expects a refusal that tells all.
    func expectRefusal(_ server: ServerProcess, naming path: String) throws {
        try server.launch()
        let process = try #require(server.process)
        let exit = try #require(process.waitForExit(withinMilliseconds: 5_000), "it started: \(server.log)")
        guard case .code(let code) = exit else {
            Issue.record("\(exit)")
            return
        }
        #expect(![0, 1, 126, 127].contains(code), "\(exit): \(server.log)")
        #expect(server.log.contains(path), "\(server.log)")
        #expect(server.log.split(separator: "\n").count <= 2, "one sentence: \(server.log)")
        #expect(["chown", "chmod", "mkdir"].contains { server.log.contains($0) }, "no mend is named: \(server.log)")
    }

    @Test(
        arguments: [
            (nobody, 0o555, 0o644), (nobody, 0o755, 0o444), (0, 0o755, 0o644),
        ] as [(UInt32, UInt32, UInt32)])
    func aFolderOrFileWithoutRights(owner: UInt32, folderMode: UInt32, fileMode: UInt32) throws {
        let site = try Site(owner: owner, folderMode: folderMode, fileMode: fileMode)
        let before = site.contents
        try expectRefusal(site.server, naming: site.server.folder.file("data"))
        #expect(site.contents == before)
    }

    @Test func aFolderWhoseParentIsGone() throws {
        let site = try Site(owner: Self.nobody, folderMode: 0o755, fileMode: 0o644)
        let gone = site.server.folder.file("gone")
        site.server.settings.databaseURL = "sqlite:\(gone)/also/l.db"
        try expectRefusal(site.server, naming: gone)
        #expect(!Files.exists(gone))
    }

    /// Shared memory is refused, as on NFS: it runs without, or says why not; what it takes on it keeps.
    @Test func aFileSystemThatCannotCarryTheJournal() throws {
        var settings = ServerProcess.Settings()
        let folder = try TemporaryFolder()
        let path = folder.file("l.db")
        try OriginalDatabase.make(at: path)
        settings.databaseURL = "sqlite:\(path)"
        settings.wrapper = [
            "strace", "-f", "-o", "/dev/null", "-e", "trace=openat", "-e", "inject=openat:error=EACCES", "-P",
            "\(path)-shm",
        ]
        let server = try ServerProcess(settings)
        do {
            try server.start()
        } catch is ServerProcess.NotReady {
            #expect(server.log.contains(path), "\(server.log)")
            guard case .code(let code)? = server.process?.exit else {
                Issue.record("it neither runs nor ends: \(server.log)")
                return
            }
            #expect(![0, 1].contains(code))
            return
        }
        let id = try server.create("CREATE_FOLDER", Bodies.folder("on a network disk"))
        #expect(try server.pull().row("folders", id: id) != nil)
        for child in server.process?.childIDs ?? [] { kill(child, SIGTERM) }
        #expect(server.process?.waitForExit(withinMilliseconds: 10_000) == .code(0))
    }
}
