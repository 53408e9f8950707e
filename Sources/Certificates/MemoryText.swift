internal import COpenSSL

/// What the library writes into memory, as bytes.
enum MemoryText {
    /// - Parameter body: writes into the BIO; its answer says whether that worked.
    /// - Returns: empty when it did not.
    static func write(_ body: (OpaquePointer) -> Bool) -> [UInt8] {
        guard let target = linkora_memory() else { return [] }
        defer { BIO_free(target) }
        guard body(target) else { return [] }
        var start: UnsafePointer<UInt8>?
        let count = linkora_written(target, &start)
        return Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// - Parameter encode: one of the `i2d_` functions: the length, and the bytes at the pointer when there is one.
    static func der(_ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32) -> [UInt8] {
        let count = encode(nil)
        guard count > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, written in
            var next = buffer.baseAddress
            written = max(0, Int(encode(&next)))
        }
    }
}
