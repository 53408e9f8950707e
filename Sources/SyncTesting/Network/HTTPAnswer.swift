/// An answer, whole.
public struct HTTPAnswer {
    /// `HTTP/1.1` or `HTTP/1.0`.
    public let version: String
    public let status: Int
    public let headers: [HTTPLine]
    /// Without the chunks' framing.
    public var body: [UInt8] = []

    /// The values of all lines of a name, joined as RFC 9110 §5.2 says; `nil` without one.
    public func header(_ name: String) -> String? {
        let values = headers.filter { $0.isNamed(name) }.map(\.text)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    /// Bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    public var isChunked: Bool { header("Transfer-Encoding")?.lowercased() == "chunked" }

    /// Whether the server says that it ends the connection now.
    public var saysClose: Bool {
        let words = (header("Connection") ?? "").lowercased()
        return words.contains("close") || (version == "HTTP/1.0" && !words.contains("keep-alive"))
    }
}
