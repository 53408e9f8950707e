import SyncCore

/// The values of a statement in PostgreSQL's text format.
struct PostgresParameters {
    private var bytes: [UInt8] = []
    /// Where each begins; -1 for a null.
    private var starts: [Int] = []

    init(_ values: [Value]) {
        starts.reserveCapacity(values.count)
        for value in values { append(value) }
    }

    var count: Int32 { Int32(starts.count) }

    private mutating func append(_ value: Value) {
        if value.isNull { return starts.append(-1) }
        starts.append(bytes.count)
        switch value {
        case .null: break
        case .integer(let number): EscapedText.append(String(number), to: &bytes)
        case .boolean(let flag): EscapedText.append(flag ? "t" : "f", to: &bytes)
        case .text(let text): EscapedText.append(text, to: &bytes)
        }
    }

    /// - Parameter body: is given a pointer to each value, as libpq takes them.
    func withPointers<Answer>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer) -> Answer {
        bytes.withUnsafeBytes { memory in
            let start = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = starts.map { place in place < 0 ? nil : start.map { $0 + place } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
