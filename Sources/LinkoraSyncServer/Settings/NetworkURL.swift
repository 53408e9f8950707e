internal import Observing
internal import SQLStore

/// A database on a server, as `databaseUrl` names it: `postgresql://HOST:PORT/NAME?PARAMETERS`, or the same with `mysql` or
/// `mariadb`.
struct NetworkURL: Sendable, Equatable {
    enum Kind: Sendable {
        case postgres
        case mySQL

        var defaultPort: UInt16 { self == .postgres ? 5_432 : 3_306 }
        var word: String { self == .postgres ? "postgresql" : "mariadb" }
    }

    let kind: Kind
    var host = "localhost"
    var port: UInt16
    var database = ""
    var schema: String?
    var socketPath: String?
    var encryption = NetworkAddress.Encryption.prefer
    var authorityPath: String?
    /// Where files of the running server lie that have no database file to lie beside.
    var folder = "."

    func address(user: String, password: Secret) -> NetworkAddress {
        NetworkAddress(
            host: host, port: port, socketPath: socketPath, database: database, schema: schema, user: user,
            password: password, encryption: encryption, authorityPath: authorityPath)
    }

    /// For people; there is no secret in it.
    var shown: String { "\(kind.word) " + address(user: "", password: Secret("")).shown }

    // MARK: Reading

    /// - Parameter rest: what follows the colon behind the scheme.
    static func read(_ rest: String, _ kind: Kind) -> DatabaseURL.Reading {
        guard rest.hasPrefix("//") else {
            return .wrong("lacks the two slashes: write \(kind.word)://HOST:PORT/NAME")
        }
        let parts = rest.dropFirst(2).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var url = NetworkURL(kind: kind, port: kind.defaultPort)
        if let problem = url.readHost(place[0]) ?? url.readName(place.count > 1 ? place[1] : "") {
            return .wrong(problem)
        }
        var unknown: [String] = []
        for parameter in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            if let problem = url.readParameter(parameter, &unknown) { return .wrong(problem) }
        }
        let warning = unknown.isEmpty ? nil : "has parameters that are left out: \(unknown.joined(separator: ", "))"
        return .url(.network(url), warning: warning)
    }

    private mutating func readHost(_ text: Substring) -> String? {
        if text.contains("@") {
            return "holds a user before the @: write user and password as databaseUser and databasePassword"
        }
        var rest = text
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != ":" }
            if !name.isEmpty { host = String(name) }
            rest = rest[name.endIndex...]
        }
        if rest.isEmpty { return nil }
        guard rest.hasPrefix(":"), let number = UInt16(rest.dropFirst()), number > 0 else {
            return "has \(String(rest).quoted) behind the host: a port is a colon and a number from 1 to 65535"
        }
        port = number
        return nil
    }

    private mutating func readName(_ text: Substring) -> String? {
        guard let name = Self.decoded(text), !name.isEmpty, !name.contains("/"), !name.utf8.contains(0) else {
            return "names no database. Add its name, for example \(kind.word)://\(host):\(port)/linkora"
        }
        database = name
        return nil
    }

    private mutating func readParameter(_ text: Substring, _ unknown: inout [String]) -> String? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
            return "has a % in \(name.quoted) that no two digits follow"
        }
        switch name {
        case "sslmode":
            let modes = NetworkAddress.Encryption.allCases.map(\.rawValue).joined(separator: ", ")
            guard let mode = NetworkAddress.Encryption(rawValue: value) else {
                return "has sslmode=\(value): write one of \(modes)"
            }
            encryption = mode
        case "sslrootcert": authorityPath = value
        case "socket": socketPath = value
        case "schema", "currentSchema": schema = value
        case "user", "password":
            return "holds a \(name): write user and password as databaseUser and databasePassword"
        default: unknown.append(name)
        }
        return nil
    }

    /// Without the percent signs that URLs write letters with; `nil` where they are no such.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count > 1 else {
                return nil
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
