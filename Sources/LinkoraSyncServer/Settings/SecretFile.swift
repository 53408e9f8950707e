internal import Observing

/// A secret that stands in a file of its own, as container platforms hand them out.
enum SecretFile {
    /// The text without the one line end that editors and `echo` leave at its end.
    /// - Returns: or what continues the sentence "the file X, named by Y, …".
    static func read(_ bytes: Result<[UInt8], FileProblem>) -> Result<Secret, SecretFileProblem> {
        switch bytes {
        case .failure(let problem): .failure(SecretFileProblem(sentence: problem.sentence + mend(problem)))
        case .success(let bytes): read(bytes)
        }
    }

    private static func read(_ bytes: [UInt8]) -> Result<Secret, SecretFileProblem> {
        var text = bytes[...]
        if text.last == 0x0A { text.removeLast() }
        if text.last == 0x0D, text.count < bytes.count { text.removeLast() }
        if text.isEmpty { return .failure(SecretFileProblem(sentence: "is empty. Write the secret into it")) }
        guard let secret = String(validating: text, as: UTF8.self) else {
            return .failure(SecretFileProblem(sentence: "is not UTF-8. Save it so"))
        }
        return .success(Secret(secret))
    }

    private static func mend(_ problem: FileProblem) -> String {
        switch problem {
        case .missing, .existsAlready: ". Make it, or name another"
        case .isFolder: ". Name the file in it"
        case .tooLarge: ". Name a file that holds only the secret"
        case .other: ". Let the user that this server runs as read it"
        }
    }
}

struct SecretFileProblem: Error, Equatable {
    let sentence: String
}
