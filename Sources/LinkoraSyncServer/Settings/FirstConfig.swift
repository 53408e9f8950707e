internal import JSONText
internal import Observing

/// What the first start writes into its configuration file: exactly the original's keys (PROTOCOL §1.1), so that the
/// original could go on with it.
struct FirstConfig {
    var databaseURL = Setting.databaseURL.defaultText
    var databaseUser = ""
    var databasePassword = Secret("")
    var authToken: Secret
    let keyStorePassword: Secret

    /// - Parameter generator: draws the secrets; a cryptographic one outside of tests.
    init(drawingFrom generator: inout some RandomNumberGenerator) {
        authToken = RandomText.urlSafe(bytes: 32, from: &generator)
        keyStorePassword = RandomText.urlSafe(bytes: 16, from: &generator)
    }

    /// One key a line: people edit it.
    var json: [UInt8] {
        let lines = Setting.original.map { setting in
            let value = value(of: setting.key)
            return "    \(Self.quoted(setting.key)): \(setting.isNumber ? value : Self.quoted(value))"
        }
        return Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8)
    }

    private func value(of key: String) -> String {
        switch key {
        case "databaseUrl": databaseURL
        case "databaseUser": databaseUser
        case "databasePassword": databasePassword.reveal()
        case "serverAuthToken": authToken.reveal()
        case "keyStorePassword": keyStorePassword.reveal()
        default: Setting.original.first { $0.key == key }?.defaultText ?? ""
        }
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
