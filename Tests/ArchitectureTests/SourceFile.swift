import Glibc

/// One file of the repository with its place in the house.
struct SourceFile {
    /// From the root of the repository: `Sources/SyncCore/Store/Store.swift`
    let path: String
    let text: SwiftText

    init(path: String, _ text: String) {
        self.path = path
        self.text = SwiftText(text)
    }

    /// The room below `Sources`; `Fuzzing` for all that lies in there.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The modules that it imports, with the lines on which it does.
    var imports: [(line: Int, module: String)] {
        text.code.enumerated().compactMap { line, code in
            let words = code.split(separator: " ").map(String.init)
            guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count else { return nil }
            let allowedBefore: Set = [
                "public", "package", "internal", "private", "fileprivate", "@testable", "@preconcurrency",
            ]
            guard words[..<index].allSatisfy(allowedBefore.contains) else { return nil }
            return (line, String(words[index + 1].prefix { $0 != "." }))
        }
    }

    /// The lines of code in which a word stands, not as a part of a longer one.
    func lines(with word: String) -> [Int] {
        text.code.enumerated().filter { strstr($0.element, word) != nil && $0.element.contains(asAWord: word) }
            .map { $0.offset }
    }
}

extension String {
    /// Whether a word stands in it with nothing of a name directly before it; a word that ends in a letter must end there.
    func contains(asAWord word: String) -> Bool {
        let (text, word) = (Array(utf8), Array(word.utf8))
        guard !word.isEmpty, text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { start in
            let end = start + word.count
            guard text[start..<end].elementsEqual(word) else { return false }
            let beginsFree = start == 0 || !Self.isOfAName(text[start - 1]) || !Self.isOfAName(word[0])
            let endsFree = end == text.count || !Self.isOfAName(text[end]) || !Self.isLetter(word[word.count - 1])
            return beginsFree && endsFree
        }
    }

    private static func isOfAName(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
