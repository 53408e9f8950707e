import FuzzDriver
import JSONText
import SyncCore
import SyncModel
import SyncTesting

/// The package manager names the main function of a product after it.
@_cdecl("FuzzBodies_main")
public func fuzzMain(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    runFuzzer(argumentCount, arguments) { fuzzBodies($0, $1) }
}

/// Any bytes as the body of any write, carried out on a library in memory: whatever comes must end in a sentence or an
/// answer, and leave a library that can be pulled. The first byte chooses the operation.
private func fuzzBodies(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 1 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let operation = Catalog.writes[Int(input[0]) % Catalog.writes.count]
    guard let json = try? JSONReader.read(Array(input[1...])) else { return 0 }
    var writer = JSONWriter()
    writer.value(json)
    precondition((try? JSONReader.read(writer.bytes)) == json, "what was read is not written the same")
    guard let write = try? operation.prepare(json) else { return 0 }
    carryOut(write)
    return 0
}

private func carryOut(_ write: PreparedWrite) {
    let store = InMemoryStore()
    do {
        var engine = try Engine(store)
        let committed = try engine.commit([write], arrivalSeconds: 1_800_000_000)[0].get()
        for announcement in committed.announcements {
            let encoded = announcement.encoded
            let text = encoded.head + Array("1".utf8) + encoded.tail
            _ = try JSONReader.read(text)
        }
        try pull(store, &engine)
    } catch {
        fatalError("a well-formed write failed: \(error)")
    }
}

private func pull(_ store: InMemoryStore, _ engine: inout Engine) throws {
    for kind in [Pull.Kind.rows, .list] {
        let pull = Pull(kind, .shared, watermark: kind == .rows ? 0 : 1)
        let answer = try engine.pulled(pull, store).get()
        let text = try answer.text()
        var bytes: [UInt8] = []
        while case let piece = try text.next(bytesWanted: 1_024), !piece.isEmpty { bytes += piece }
        _ = try JSONReader.read(bytes)
        answer.snapshot?.close()
    }
}
