import JSONText

extension PatternMatcher {
    /// Objects of one key that begins with `$`.
    func apply(
        _ name: String, _ argument: JSONValue, _ value: JSONValue?, _ path: String
    ) throws -> Mismatch? {
        switch name {
        case "$has": return try compare(members: argument.members, value, path, isExact: false)
        case "$exactly": return try compare(members: argument.members, value, path, isExact: true)
        case "$not": return try compare(not: argument, value, path)
        case "$all_of": return try list(argument, name).lazy.compactMap { try mismatch($0, value, at: path) }.first
        case "$any_of": return try compare(anyOf: list(argument, name), value, path)
        case "$text_contains": return try compare(pieces: argument, areThere: true, value, path)
        case "$text_lacks": return try compare(pieces: argument, areThere: false, value, path)
        case "$parents_first": return try compare(parentsFirst: argument, value, path)
        case "$file":
            let file = try Files.read(fixturesFolder + "/" + argument.requiredText(name))
            return try mismatch(JSONReader.read(file), value, at: path)
        case "$unordered", "$set", "$contains", "$none", "$in_order":
            guard let elements = value?.arrayValue else {
                return Mismatch(path: path, expected: "a list", found: InWords.describe(value))
            }
            return try compare(list: name, list(argument, name), elements, path)
        default: throw GrammarError("no such operator: \(name)")
        }
    }

    private func list(_ argument: JSONValue, _ name: String) throws -> [JSONValue] {
        guard let list = argument.arrayValue else { throw GrammarError("\(name) wants a list") }
        return list
    }

    private func compare(not pattern: JSONValue, _ value: JSONValue?, _ path: String) throws -> Mismatch? {
        guard try fits(pattern, value) else { return nil }
        return Mismatch(path: path, expected: "not \(InWords.describe(pattern))", found: InWords.describe(value))
    }

    private func compare(anyOf patterns: [JSONValue], _ value: JSONValue?, _ path: String) throws -> Mismatch? {
        if try patterns.contains(where: { try fits($0, value) }) { return nil }
        let choices = patterns.map { InWords.describe(try? values.resolve($0)) }.joined(separator: " or ")
        return Mismatch(path: path, expected: InWords.shorten(choices), found: InWords.describe(value))
    }

    private func compare(
        pieces: JSONValue, areThere: Bool, _ value: JSONValue?, _ path: String
    ) throws -> Mismatch? {
        guard let text = value?.stringValue else {
            return Mismatch(path: path, expected: "a text", found: InWords.describe(value))
        }
        for piece in try list(pieces, "$text_contains") {
            let piece = try values.text(piece)
            guard contains(text, piece) != areThere else { continue }
            return Mismatch(
                path: path, expected: "a text \(areThere ? "with" : "without") \(piece.debugDescription)",
                found: InWords.shorten(text.debugDescription))
        }
        return nil
    }

    private func contains(_ text: String, _ piece: String) -> Bool {
        let text = Array((ignoresCaseInPieces ? text.lowercased() : text).utf8)
        return text.firstRange(of: Array((ignoresCaseInPieces ? piece.lowercased() : piece).utf8)) != nil
    }

    private func compare(parentsFirst pattern: JSONValue, _ value: JSONValue?, _ path: String) throws -> Mismatch? {
        if let mismatch = try mismatch(pattern, value, at: path) { return mismatch }
        let folders = value?.arrayValue ?? []
        let ids = folders.map { $0["id"] }
        for (index, folder) in folders.enumerated() {
            guard let parent = folder["parentFolderId"], parent != .null else { continue }
            guard let place = ids.firstIndex(of: parent), place > index else { continue }
            return Mismatch(
                path: "\(path)/\(index)", expected: "the parent \(InWords.describe(parent)) before its child",
                found: "the parent at \(path)/\(place)")
        }
        return nil
    }
}
