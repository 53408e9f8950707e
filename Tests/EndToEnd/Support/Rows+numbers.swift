extension [UInt8] {
    /// An answer less the numbers that its rows carry: each answer has its own.
    var withoutNumbers: String {
        let pieces = String(decoding: self, as: UTF8.self).split(separator: "\"eventTimestamp\":")
        return pieces.map { $0.drop { $0.isNumber } }.joined()
    }
}
