import JSONText
import SyncTesting
import Testing

/// What `make release` makes.
@Suite struct ReleaseTests {
    @Test("The same bytes twice, and of the program in two folders")
    func reproducible() throws {
        let sums = try Files.text(Prepared.folder + "/release/SHA256SUMS")
        #expect(sums.split(separator: "\n").count == 4)
        #expect(try Files.text(Prepared.folder + "/again/SHA256SUMS") == sums)
        let built = try Root.mustSucceed("sha256sum", [Package.binary]).prefix(64)
        let elsewhere = Prepared.folder + "/else where/.build/release/linkora-sync-server"
        #expect(try Root.mustSucceed("sha256sum", [elsewhere]).prefix(64) == built)
    }

    @Test("The checksums are those of the files")
    func checksums() throws {
        try Root.mustSucceed("sh", ["-c", "cd \(Prepared.folder)/release && sha256sum --check --strict SHA256SUMS"])
    }

    @Test("The bill of materials names every library that the program is linked with or opens, with its digest")
    func bill() throws {
        let bill = try JSONReader.read(Files.read(Prepared.file(".spdx.json")))
        #expect(bill["spdxVersion"] == .string("SPDX-2.3"))
        let packages = bill["packages"]?.arrayValue ?? []
        let names = Set(packages.compactMap { $0["name"]?.stringValue })
        let linked = try Root.mustSucceed("sh", ["-c", "ldd \(Package.binary) | awk '$2 == \"=>\" { print $1 }'"])
        for library in linked.split(separator: "\n").map(String.init) + ["libpq.so.5", "libmariadb.so.3"] {
            #expect(names.contains(library), "\(library)")
        }
        #expect(names.isSuperset(of: ["linkora-sync-server", "swift-runtime"]))
        let ids = packages.compactMap { $0["SPDXID"]?.stringValue }
        #expect(Set(ids).count == packages.count)
        for relation in bill["relationships"]?.arrayValue ?? [] {
            #expect(ids.contains(try #require(relation["relatedSpdxElement"]?.stringValue)))
        }
    }

    @Test("Sizes stay below their bounds and are shown")
    func sizes() throws {
        let sizes = [
            ("image, compressed", try Prepared.file("-image-amd64.tar.gz"), 60),
            ("package", try Prepared.file(".deb"), 6), ("tarball", try Prepared.file("-linux-amd64.tar.gz"), 20),
            ("program", Package.binary, 20),
        ]
        for (name, path, megabytesMax) in sizes {
            let bytes = try #require(Files.size(path))
            print("size of \(name): \(bytes) bytes")
            #expect(bytes <= megabytesMax * 1_000_000, "\(name)")
        }
    }
}
