extension TokenSource {
    /// Whether these bytes are the token, in a time that tells nothing of how much of them is right.
    ///
    /// A token that does not match is compared again after a look at whether the file was edited, so that an edit counts
    /// from the next request on.
    func isRight(_ token: [UInt8]) -> Bool {
        Self.isEqual(token, current) || (refreshIfChanged() && Self.isEqual(token, current))
    }

    private static func isEqual(_ token: [UInt8], _ expected: [UInt8]) -> Bool {
        var difference = token.count ^ expected.count
        for index in token.indices {
            difference |= Int(token[index] ^ (expected.isEmpty ? 1 : expected[index % expected.count]))
        }
        return difference == 0
    }
}
