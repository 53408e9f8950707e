import Glibc
import SyncTesting
import Testing

@Suite struct WireReferenceTests {
    private var path: String {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/") + "/docs/wire.md"
    }

    @Test func theReferenceIsTheCatalogs() throws {
        if getenv("UPDATE_WIRE_REFERENCE") != nil { try write(WireReference.markdown) }
        #expect(try read() == WireReference.markdown, "docs/wire.md is not what the catalog says")
    }

    private func read() throws -> String {
        let file = try #require(fopen(path, "r"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(_ text: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}
