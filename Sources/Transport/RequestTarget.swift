/// The target of a request line, cut into path and query. Nothing is decoded.
struct RequestTarget: Equatable {
    let path: [UInt8]
    let query: [UInt8]?

    /// - Parameter raw: as it stood in the request line.
    /// - Throws: a sentence, when it holds what no honest client sends.
    init(_ raw: some Collection<UInt8>) throws(RefusalError) {
        try Self.check(raw)
        let origin = Self.withoutAuthority(raw)
        let end = origin.firstIndex(of: UInt8(ascii: "?"))
        let path = Array(origin[..<(end ?? origin.endIndex)])
        self.path = path.isEmpty ? [UInt8(ascii: "/")] : path
        query = end.map { Array(origin[origin.index(after: $0)...]) }
    }

    private static func check(_ raw: some Collection<UInt8>) throws(RefusalError) {
        guard !raw.isEmpty else { throw RefusalError(.badRequest("The target of the request is empty.")) }
        var previous: UInt8 = 0
        var beforePrevious: UInt8 = 0
        for byte in raw {
            guard byte > 0x20, byte != 0x7F else {
                throw RefusalError(.badRequest("The target of the request holds a blank or a control character."))
            }
            let digit = UInt8(ascii: "0")
            guard !(byte == digit && previous == digit && beforePrevious == UInt8(ascii: "%")) else {
                throw RefusalError(.badRequest("The target of the request holds an encoded NUL (%00)."))
            }
            (beforePrevious, previous) = (previous, byte)
        }
    }

    /// `http://host:port/path` counts as `/path` (RFC 9112 §3.2.2).
    private static func withoutAuthority<Bytes: Collection<UInt8>>(_ raw: Bytes) -> Bytes.SubSequence {
        for scheme in ["http://", "https://"] where starts(raw, with: scheme) {
            let rest = raw.dropFirst(scheme.utf8.count)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
            return rest[(end ?? rest.endIndex)...]
        }
        return raw[...]
    }

    private static func starts(_ raw: some Collection<UInt8>, with lowercase: String) -> Bool {
        var bytes = raw.makeIterator()
        return lowercase.utf8.allSatisfy { wanted in
            guard let byte = bytes.next() else { return false }
            return byte == wanted || byte | 0x20 == wanted
        }
    }
}

/// A refusal on its way up.
struct RefusalError: Error {
    let refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
}
