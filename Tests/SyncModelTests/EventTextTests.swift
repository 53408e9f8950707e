import JSONText
import SyncModel
import Testing

@Suite struct EventTextTests {
    private func text(_ event: EventText, number: Int64) -> String {
        String(decoding: event.head + Array("\(number)".utf8) + event.tail, as: UTF8.self)
    }

    /// Apps decode these payloads strictly: exactly these keys (PROTOCOL §5.1), and we keep the original's order too.
    @Test func anEventHasExactlyTheDocumentedKeysInTheirOrder() {
        var items = SeveralItems()
        items.linkIds = [LinkID(1)]
        items.correlation = Correlation(id: "a", clientName: "b")
        #expect(
            text(items.event(.archiveMultipleItems), number: 7)
                == #"{"operation":"ARCHIVE_MULTIPLE_ITEMS","payload":{"linkIds":[1],"folderIds":[],"eventTimestamp":7,"correlation":{"id":"a","clientName":"b"}}}"#
        )
    }

    @Test func theNumberMayBeTheLastKey() {
        var reference = LinkReference()
        reference.id = LinkID(5)
        reference.correlation = Correlation(id: "a", clientName: "b")
        #expect(
            text(reference.event(.deleteALink), number: -1)
                == #"{"operation":"DELETE_A_LINK","payload":{"id":5,"correlation":{"id":"a","clientName":"b"},"eventTimestamp":-1}}"#
        )
    }

    @Test func whatOnlyRequestsHaveIsNotInEventsAndNobodyIsNamedByNull() throws {
        var tag = NewTag()
        tag.offlineSyncItemId = 9
        let json = try JSONReader.read(Array(text(tag.event(.createTag), number: 1).utf8))
        #expect(json["payload"]?["offlineSyncItemId"] == nil)
        #expect(json["payload"]?["correlation"]?["id"] == .string(Correlation.anonymous.id))
    }
}
