import JSONText
import SyncCore
import SyncModel
import Testing

@Suite struct EngineTests {
    func prepared(_ name: OperationName, _ body: String) throws -> PreparedWrite {
        try #require(Catalog.write(name)).prepare(try JSONReader.read(Array(body.utf8)))
    }

    @Test func stampsGrowWhateverTheClockDoes() {
        var gate = StampGate(last: 100)
        #expect([50, 101, 101, 308, 200].map { gate.next(nowSeconds: $0) } == [101, 102, 103, 300, 301])
    }

    @Test func aGroupSharesOneTransactionAndEachHasItsStamp() throws {
        let store = InMemoryStore()
        var engine = try Engine(store)
        let writes = try (0..<3).map { try prepared(.createTag, #"{"name":"\#($0)"}"#) }
        let numbers = try engine.commit(writes, arrivalSeconds: 18).map { try $0.get().stamp }
        #expect(numbers == [10, 11, 12])
        #expect(engine.lastStamp == 12)
    }

    @Test func stampsGoOnAfterARestartAndAfterForeignRows() throws {
        let store = InMemoryStore()
        var first = try Engine(store)
        _ = first.commit([try prepared(.createTag, #"{"name":"a"}"#)], arrivalSeconds: 508)
        #expect(try Engine(store).lastStamp == 500)
        try store.write { transaction in
            try transaction.insert(.tags, [Assignment(.tagName, .text("b")), Assignment(.tagStamp, .integer(900))])
        }
        #expect(try Engine(store).lastStamp == 900)
    }

    @Test(arguments: Catalog.writes.map(\.name))
    func everyWriteOfNothingIsAnsweredAndTellsNobody(name: OperationName) throws {
        let operation = try #require(Catalog.write(name))
        guard !operation.name.rawValue.hasPrefix("CREATE"), !operation.name.rawValue.hasPrefix("ADD"),
            ![.deleteEverything, .forceSetDefaultFolderToInternalIds].contains(name)
        else { return }
        let library = try Library()
        var writer = JSONWriter()
        operation.sample.write(to: &writer)
        try library.send(name, String(decoding: writer.bytes, as: UTF8.self))
        #expect(library.takeHeard().isEmpty)
        #expect(try library.tombstones() == [])
    }

    @Test func aMissingKeyIsNamed() throws {
        let error = #expect(throws: FieldError.self) {
            try prepared(.createFolder, #"{"note":"","parentFolderId":null,"isArchived":false}"#)
        }
        #expect(error?.sentence == "`name` is missing")
        let wrong = #expect(throws: FieldError.self) {
            try prepared(.createTag, #"{"name":"t","correlation":{"id":5,"clientName":"x"}}"#)
        }
        #expect(wrong?.sentence == "`correlation.id` must be a text, not a whole number")
    }

    @Test func nullCorrelationIsAcceptedAndNeverHandedOut() throws {
        let library = try Library()
        let reply = try library.send(.createTag, #"{"name":"t","correlation":null}"#)
        #expect(reply["correlation"]?["id"]?.stringValue != nil)
        #expect(library.takeHeard()[0].payload["correlation"]?["id"]?.stringValue != nil)
    }
}
