/// Makes a number of 128 bits out of texts and numbers, the same on every machine and in every version.
///
/// Two independent lanes, each of steps that lose nothing: exclusive or, an odd factor, a shift that brings high bits
/// down. That suffices, because nobody has to be kept from making two equal keys on purpose (who holds the token may
/// delete the library outright), and by chance two of a thousand million keys are equal with a likelihood of 10⁻²¹.
/// `Hasher` would not do: it is seeded anew at every start, and keys outlive it.
struct ContentHash {
    private var high: UInt64 = 0x6A09_E667_F3BC_C908
    private var low: UInt64 = 0xBB67_AE85_84CA_A73B

    /// The length goes first, so that `ab`, `c` is not `a`, `bc`.
    mutating func add(_ text: String) {
        var text = text
        text.makeContiguousUTF8()
        mix(UInt64(text.utf8.count))
        var word: UInt64 = 0
        var bytesInWord: UInt64 = 0
        for byte in text.utf8 {
            word |= UInt64(byte) << (8 * bytesInWord)
            bytesInWord += 1
            if bytesInWord == 8 {
                mix(word)
                word = 0
                bytesInWord = 0
            }
        }
        if bytesInWord > 0 { mix(word) }
    }

    mutating func add(_ number: Int64) { mix(UInt64(bitPattern: number)) }

    mutating func add(_ truth: Bool) { mix(truth ? 1 : 0) }

    mutating func add(_ value: Value) {
        switch value {
        case .null: add(0)
        case .integer(let number):
            add(1)
            add(number)
        case .text(let text):
            add(2)
            add(text)
        case .boolean(let truth):
            add(3)
            add(truth)
        }
    }

    private mutating func mix(_ word: UInt64) {
        high = (high ^ word) &* 0x9E37_79B9_7F4A_7C15
        high ^= high >> 32
        low = (low ^ word) &* 0xD6E8_FEB8_6659_FD93
        low ^= low >> 29
    }

    var key: MemoryKey { MemoryKey(high: Int64(bitPattern: high), low: Int64(bitPattern: low)) }
}

/// What a memory is found by.
struct MemoryKey: Sendable, Hashable {
    let high: Int64
    let low: Int64
}
