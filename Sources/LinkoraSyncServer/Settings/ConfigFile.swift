internal import JSONText

/// `linkoraConfig.json` as it was read: known keys in the table's spelling, and what was odd about them.
struct ConfigFile: Sendable {
    let path: String
    private(set) var values: [String: JSONValue] = [:]
    /// Oddities that were tolerated, one sentence each.
    private(set) var warnings: [String] = []

    /// - Returns: the file, or one sentence that says where it is wrong and how to mend it.
    static func read(_ bytes: [UInt8], path: String) -> Result<ConfigFile, ConfigFileProblem> {
        let text = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes
        if let problem = ConfigFileProblem(beforeReading: text, path: path) { return .failure(problem) }
        do {
            guard case .object(let members) = try JSONReader.read(text, levelsMax: 32) else {
                return .failure(ConfigFileProblem(noObjectIn: path))
            }
            return .success(ConfigFile(path: path, members: members))
        } catch {
            return .failure(ConfigFileProblem(error, in: text, path: path))
        }
    }

    /// Editors of Windows begin a text with it.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private init(path: String, members: [JSONMember]) {
        self.path = path
        for member in members { add(member) }
    }

    /// Of a key that stands there twice the last one counts, as for the original.
    private mutating func add(_ member: JSONMember) {
        guard let key = Self.knownKeys[member.key.lowercased()] else {
            warnings.append("the key \(member.key.quoted) in \(path) is unknown and is left out")
            return
        }
        if key != member.key {
            warnings.append("the key \(member.key.quoted) in \(path) is taken for \"\(key)\"; write it so")
        }
        if values[key] != nil {
            warnings.append("the key \"\(key)\" stands in \(path) twice; the last one counts. Remove the other")
        }
        values[key] = member.value
    }

    private static let knownKeys = Dictionary(
        Setting.all.flatMap { [$0.key] + ($0.keyOfFile.map { [$0] } ?? []) }.map { ($0.lowercased(), $0) },
        uniquingKeysWith: { first, _ in first })
}
