extension String {
    /// Without spaces, tabs and line ends at both ends.
    var withoutBlanksAround: String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(self[first...last])
    }

    /// For a sentence: in quotes, shortened, with nothing that could move a terminal's cursor.
    var quoted: String {
        let shown = unicodeScalars.prefix(80).map { scalar in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                ? "\\u{\(String(scalar.value, radix: 16))}" : "\(scalar)"
        }
        return "\"\(shown.joined())\(unicodeScalars.count > 80 ? "…" : "")\""
    }

    /// The words of a camel-case name: `serverAuthToken` gives `server`, `Auth`, `Token`.
    var camelCaseWords: [Substring] {
        var words: [Substring] = []
        var start = startIndex
        for index in indices.dropFirst() where self[index].isUppercase {
            words.append(self[start..<index])
            start = index
        }
        return words + [self[start...]]
    }

    /// As a path seen from a folder: unchanged when it begins at the root.
    func path(from folder: String) -> String {
        if hasPrefix("/") { return self }
        return folder.hasSuffix("/") ? folder + self : "\(folder)/\(self)"
    }

    /// The folder part of a path: `.` when there is none.
    var parentFolder: String {
        guard let slash = lastIndex(of: "/") else { return "." }
        return slash == startIndex ? "/" : String(self[..<slash])
    }
}
