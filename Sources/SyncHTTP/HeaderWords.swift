import Transport

extension HTTPHeaders {
    /// The words of a header that is a list, in lower case, of all its lines.
    func words(_ name: String) -> [String] {
        all(name).flatMap { $0.split(separator: UInt8(ascii: ",")).map(headerWord) }
    }
}

/// One word of a header, in lower case and without blanks.
func headerWord(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\t" }
}
