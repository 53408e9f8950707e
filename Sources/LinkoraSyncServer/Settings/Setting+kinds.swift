extension Setting {
    /// Any text, as it stands.
    static func text(
        _ key: String, _ meaning: String, isSecret: Bool = false,
        store: @escaping @Sendable (inout Settings, String) -> Void
    ) -> Setting {
        Setting(key: key, defaultText: "", meaning: meaning, isSecret: isSecret) { text, settings in
            store(&settings, text)
            return .taken
        }
    }

    /// A TCP port. What is no number means the default, as in the original; a number out of range is a slip.
    static func port(
        _ key: String, default defaultPort: UInt16, _ meaning: String,
        store: @escaping @Sendable (inout Settings, UInt16) -> Void
    ) -> Setting {
        Setting(key: key, defaultText: "\(defaultPort)", meaning: meaning, isNumber: true) { text, settings in
            let text = text.withoutBlanksAround
            if let port = UInt16(text) {
                store(&settings, port)
                return .taken
            }
            if isWholeNumber(text) {
                return .wrong(
                    "is \(text.quoted): a port is a number from 0 to 65535. Write \(defaultPort), or 0 for any free port"
                )
            }
            return .tolerated(noPort(text) + ", so that \(defaultPort) is used")
        }
    }

    private static func noPort(_ text: String) -> String {
        if text.isEmpty { return "is empty" }
        guard text.contains("://") else { return "is \(text.quoted), which is no number" }
        return "is \(text.quoted), which is no number but looks like one of Kubernetes' service links "
            + "(`enableServiceLinks: false` in the pod switches them off)"
    }

    /// All digits, with or without a sign, however large.
    private static func isWholeNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// A bound of ours.
    static func limit(
        _ key: String, _ range: ClosedRange<Int>, _ meaning: String,
        _ field: @escaping @Sendable (inout Settings, Int?) -> Int
    ) -> Setting {
        var defaults = Settings()
        return Setting(key: key, defaultText: "\(field(&defaults, nil))", meaning: meaning, isNumber: true) {
            text, settings in
            guard let value = Int(text.withoutBlanksAround), range.contains(value) else {
                return .wrong(
                    "is \(text.quoted): write a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            _ = field(&settings, value)
            return .taken
        }
    }

    /// One of a few words.
    static func choice<Value: Sendable>(
        _ key: String, default defaultText: String, _ choices: [(word: String, value: Value)], _ meaning: String,
        store: @escaping @Sendable (inout Settings, Value) -> Void
    ) -> Setting {
        Setting(key: key, defaultText: defaultText, meaning: meaning) { text, settings in
            let word = text.withoutBlanksAround.lowercased()
            guard let choice = choices.first(where: { $0.word == word }) else {
                let words = choices.map { $0.word }.joined(separator: ", ")
                return .wrong("is \(text.quoted): write one of \(words)")
            }
            store(&settings, choice.value)
            return .taken
        }
    }
}
