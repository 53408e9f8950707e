internal import Certificates

/// What can be set about HTTPS.
struct HTTPSSettings: Equatable, Sendable {
    /// Off behind a proxy that speaks TLS itself.
    var isEnabled = true
    /// Where the authority is kept; absolute once the settings are read.
    var folder = ""
    /// Beside those that the machine has.
    var names: [SubjectName] = []
    /// Under which the world reaches this server.
    var publicURL: PublicURL?
    /// The operator's own pair, in PEM; both or neither.
    var certificatePath = ""
    var keyPath = ""

    var hasOwnPair: Bool { !certificatePath.isEmpty && !keyPath.isEmpty }

    /// What can't be meant, a sentence each, without a full stop.
    var contradictions: [String] {
        if certificatePath.isEmpty == keyPath.isEmpty { return [] }
        return ["certificateFile and certificateKeyFile belong together: set both, or neither"]
    }

    /// The authority lies beside the database: on the volume that outlives the container.
    mutating func makePathsAbsolute(from workingDirectory: String, database: DatabaseURL) {
        if folder.isEmpty, case .sqlite(let path) = database { folder = path.parentFolder }
        folder = folder.isEmpty ? workingDirectory : folder.path(from: workingDirectory)
        if !certificatePath.isEmpty { certificatePath = certificatePath.path(from: workingDirectory) }
        if !keyPath.isEmpty { keyPath = keyPath.path(from: workingDirectory) }
    }
}

/// The address under which a server is reached from outside, as `publicUrl` says it.
struct PublicURL: Equatable, Sendable {
    let text: String
    let host: SubjectName

    /// - Returns: `nil` for what is no `http://` or `https://` URL with a host.
    init?(_ text: String) {
        guard let schemeEnd = text.firstRange(of: "://"),
            ["http", "https"].contains(text[..<schemeEnd.lowerBound].lowercased())
        else { return nil }
        let authority = text[schemeEnd.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let host = Self.host(String(authority)) else { return nil }
        self.text = text
        self.host = host
    }

    /// Without the port.
    private static func host(_ authority: String) -> SubjectName? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            return SubjectName(String(authority[authority.index(after: authority.startIndex)..<end]))
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.count == 1 || UInt16(parts[1]) != nil else { return nil }
        return SubjectName(String(parts[0]))
    }
}
