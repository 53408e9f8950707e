import JSONText

/// How headers are compared (README §1): exactly, but `Content-Type` leniently and pieces in any case.
enum HeaderComparison {
    static func mismatch(
        _ name: String, _ pattern: JSONValue, _ value: String?, _ matcher: PatternMatcher
    ) throws -> Mismatch? {
        var matcher = matcher
        matcher.ignoresCaseInPieces = true
        guard name.lowercased() == "content-type", let wanted = pattern.stringValue, !wanted.hasPrefix("$"),
            let value
        else { return try matcher.mismatch(pattern, value.map(JSONValue.string)) }
        let hasParameters = wanted.contains(";")
        let found = hasParameters ? squeeze(value) : mediaType(value)
        return try matcher.mismatch(.string(squeeze(wanted)), .string(found))
    }

    /// The type without its parameters, in lower case.
    static func mediaType(_ value: String) -> String { squeeze(String(value.prefix { $0 != ";" })) }

    private static func squeeze(_ value: String) -> String { value.lowercased().filter { $0 != " " } }
}
