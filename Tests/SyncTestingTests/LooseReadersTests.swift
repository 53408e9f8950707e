import Testing

@testable import SyncTesting

/// Answers and frames are read alike however they are cut.
struct LooseReadersTests {
    private static let answers: [(text: String, body: String)] = [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "hello"),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", ""),
    ]

    @Test(arguments: 0..<3, 1...7) func answersInPieces(index: Int, pieceBytes: Int) throws {
        let (text, body) = Self.answers[index]
        var reader = AnswerReader()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            #expect(!reader.isWhole)
            #expect(try reader.read(Array(bytes[start..<min(start + pieceBytes, bytes.count)])).isEmpty)
        }
        #expect(reader.isWhole && reader.answer.text == body)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "x\r\n",
    ])
    func badAnswersAreRefused(text: String) {
        var reader = AnswerReader()
        #expect(throws: NetworkError.self) { try reader.read(Array(text.utf8)) }
    }

    @Test(arguments: [0, 125, 126, 65_535, 65_536], [1, 1_000]) func framesInPieces(count: Int, pieceBytes: Int) throws
    {
        let frame = WebSocketFrame(WebSocketFrame.Opcode.text, [UInt8](repeating: 7, count: count))
        let bytes = frame.bytes(mask: nil) + WebSocketFrame(WebSocketFrame.Opcode.ping).bytes(mask: nil)
        var reader = FrameReader()
        var read: [WebSocketFrame] = []
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            read += try reader.read(bytes[start..<min(start + pieceBytes, bytes.count)]).map(\.frame)
        }
        #expect(read == [frame, WebSocketFrame(WebSocketFrame.Opcode.ping)])
    }
}
