/// One thing that can be set: its name, what it means, and how its text becomes a value.
///
/// The name in the file is said once; the variable's and the flag's follow from it (`serverAuthToken`,
/// `LINKORA_SERVER_AUTH_TOKEN`, `--server-auth-token`), as they do in the original.
struct Setting: Sendable {
    /// What came of a text.
    enum Acceptance: Equatable {
        case taken
        /// Understood, or the default kept; continues the sentence "serverPort in FILE …".
        case tolerated(String)
        /// Continues the same sentence and says how to mend it.
        case wrong(String)
    }

    /// The key in `linkoraConfig.json`.
    let key: String
    /// For the documentation; empty when there is none.
    let defaultText: String
    /// One sentence for help and documentation.
    let meaning: String
    /// Masked wherever it is shown, and may be read from a file of its own.
    var isSecret = false
    /// Written without quotes in the file.
    var isNumber = false
    /// Without it there is nothing to start on.
    var isRequired = false
    /// Puts the value into the settings.
    let accept: @Sendable (_ text: String, _ settings: inout Settings) -> Acceptance

    var environmentName: String {
        "LINKORA_" + key.camelCaseWords.map { $0.uppercased() }.joined(separator: "_")
    }

    /// Without the two dashes.
    var flag: String { key.camelCaseWords.map { $0.lowercased() }.joined(separator: "-") }

    // A secret may be named by the file that holds it.
    var keyOfFile: String? { isSecret ? key + "File" : nil }
    var environmentNameOfFile: String? { isSecret ? environmentName + "_FILE" : nil }
    var flagOfFile: String? { isSecret ? flag + "-file" : nil }
}
