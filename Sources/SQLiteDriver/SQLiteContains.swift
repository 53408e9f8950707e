import CSQLite
import SyncCore

/// Gives a connection the function `linkora_contains(text, wanted)` of the dialect: A–Z in any case, all other bytes as
/// they are, a NUL among them.
func registerContains(on database: OpaquePointer) throws(StoreError) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY
    let result = sqlite3_create_function_v2(
        database, "linkora_contains", 2, flags, nil,
        { context, _, values in
            guard let values, let text = bytes(values[0]), let wanted = bytes(values[1]) else {
                return sqlite3_result_int(context, 0)
            }
            sqlite3_result_int(context, contains(text, wanted) ? 1 : 0)
        }, nil, nil, nil)
    guard result == SQLITE_OK else { throw StoreError(database, result) }
}

/// Nothing for a null.
private func bytes(_ value: OpaquePointer?) -> UnsafeBufferPointer<UInt8>? {
    guard sqlite3_value_type(value) != SQLITE_NULL else { return nil }
    let start = sqlite3_value_text(value)
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
}

private func contains(_ text: UnsafeBufferPointer<UInt8>, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = wanted.first.map(folded) else { return true }
    guard wanted.count <= text.count else { return false }
    for start in 0...(text.count - wanted.count) where folded(text[start]) == first {
        var length = 1
        while length < wanted.count, folded(text[start + length]) == folded(wanted[length]) { length += 1 }
        if length == wanted.count { return true }
    }
    return false
}

private func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
