extension TextFrame {
    /// Length of the message, without the frame's head.
    var payloadBytes: Int { head.count + (number.map(Self.digitCount) ?? 0) + tail.count }

    /// Appends the whole frame as it goes over the wire.
    func append(to bytes: inout [UInt8]) {
        FrameHead.append(.text, payloadBytes: payloadBytes, to: &bytes)
        bytes.append(contentsOf: head)
        if let number { bytes.append(contentsOf: String(number).utf8) }
        bytes.append(contentsOf: tail)
    }

    private static func digitCount(_ number: Int64) -> Int { String(number).utf8.count }
}
