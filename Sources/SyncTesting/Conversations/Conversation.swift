import JSONText

/// A conversation between apps and a server, as it stands in a file (Tests/Fixtures/README.md).
public struct Conversation {
    public struct Line {
        /// Counted from 1.
        public let number: Int
        public let step: Step
    }

    /// Folder and file: `app-0.19/09-copy.jsonl`.
    public let name: String
    /// Where `$file` looks for patterns.
    public let fixturesFolder: String
    public let lines: [Line]

    public init(path: String) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        name = parts.suffix(2).joined(separator: "/")
        fixturesFolder = parts.dropLast(2).isEmpty ? ".." : parts.dropLast(2).joined(separator: "/")
        lines = try Self.parse(Files.read(path), name: name)
    }

    /// - Parameter text: the lines of a conversation that lies in no file.
    public init(name: String, text: String, fixturesFolder: String = Package.fixtures) throws {
        self.name = name
        self.fixturesFolder = fixturesFolder
        lines = try Self.parse(Array(text.utf8), name: name)
    }

    private static func parse(_ bytes: [UInt8], name: String) throws -> [Line] {
        var lines: [Line] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty else { continue }
            do {
                lines.append(Line(number: index + 1, step: try Step(JSONReader.read(Array(line)))))
            } catch {
                throw GrammarError("\(name):\(index + 1): \(error)")
            }
        }
        return lines
    }

    /// Every conversation of the fixtures, in order: `app-0.11/01-connect.jsonl`, …
    public static func names(in fixturesFolder: String = Package.fixtures) throws -> [String] {
        try Files.names(in: fixturesFolder).filter { Files.isFolder("\(fixturesFolder)/\($0)") }.flatMap { folder in
            try Files.names(in: "\(fixturesFolder)/\(folder)").filter { $0.hasSuffix(".jsonl") }.map {
                "\(folder)/\($0)"
            }
        }
    }

    /// What its first line asks of the server.
    var wantedServer: (token: String?, onOriginalDatabase: Bool) {
        guard case .startServer(let token, let onOriginalDatabase)? = lines.first?.step else { return (nil, false) }
        return (token, onOriginalDatabase)
    }
}
