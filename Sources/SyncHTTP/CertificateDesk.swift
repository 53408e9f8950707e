import Observing

/// What the door can ask about the server's certificates, and have done to them.
public struct CertificateDesk: Sendable {
    public let facts: @Sendable () -> CertificateFacts
    /// Reads everything anew and issues the certificates anew, at once. Answers what is in use then.
    public let renew: @Sendable () -> CertificateFacts

    public init(
        facts: @escaping @Sendable () -> CertificateFacts, renew: @escaping @Sendable () -> CertificateFacts
    ) {
        self.facts = facts
        self.renew = renew
    }
}

/// The certificates as people should know them. Nothing in it is secret, and all but ``problems`` stands in a handshake.
public struct CertificateFacts: Equatable, Sendable {
    /// What a device imports, once.
    public struct Importable: Equatable, Sendable {
        public var der: [UInt8]
        public var pem: [UInt8]
        public var subject: String
        /// SHA-256: `A3:D3:…`
        public var fingerprint: String
        /// Seconds since 1970.
        public var notAfter: Int64

        public init(der: [UInt8], pem: [UInt8], subject: String, fingerprint: String, notAfter: Int64) {
            self.der = der
            self.pem = pem
            self.subject = subject
            self.fingerprint = fingerprint
            self.notAfter = notAfter
        }
    }

    /// Who signs, in a sentence.
    public var source: String
    public var importable: Importable?
    /// Of the certificate that the server shows; empty when it has none.
    public var serverNames: [String]
    /// Seconds since 1970; `nil` when the server has none.
    public var serverNotAfter: Int64?
    /// What the operator should know or do, a sentence each.
    public var notes: [String]
    /// What does not work, a sentence each, with the names of files: for the operator alone.
    public var problems: [String]

    public init(
        source: String, importable: Importable? = nil, serverNames: [String] = [], serverNotAfter: Int64? = nil,
        notes: [String] = [], problems: [String] = []
    ) {
        self.source = source
        self.importable = importable
        self.serverNames = serverNames
        self.serverNotAfter = serverNotAfter
        self.notes = notes
        self.problems = problems
    }

    /// ``notes`` for anybody.
    var publicNotes: [String] {
        notes + (problems.isEmpty ? [] : ["Something is wrong: the log and `certificate show` say on the server what."])
    }

    /// For a terminal.
    public var text: String {
        var lines = [source, ""]
        if let importable {
            lines += [
                "Devices import   \(importable.subject)", "  until          \(Self.moment(importable.notAfter))",
                "  SHA-256        \(importable.fingerprint)",
            ]
        } else {
            lines.append("Devices import   nothing that is here")
        }
        if let serverNotAfter {
            lines += [
                "Server shows     one for \(serverNames.joined(separator: ", "))",
                "  until          \(Self.moment(serverNotAfter)), issued anew before",
            ]
        } else {
            lines.append("Server shows     nothing")
        }
        if !(notes + problems).isEmpty { lines.append("") }
        return (lines + notes + problems).joined(separator: "\n") + "\n"
    }

    static func moment(_ seconds: Int64) -> String { "\(Timestamp(secondsSince1970: seconds))" }
}
