/// Something that holds for the whole house.
struct Rule: Sendable, CustomStringConvertible {
    struct Violation: Equatable, CustomStringConvertible {
        let path: String
        /// Counted from 1.
        let line: Int
        let problem: String

        var description: String { "\(path):\(line): \(problem)" }
    }

    let name: String
    /// What is wrong in a file: lines counted from 0, and why.
    let check: @Sendable (SourceFile) -> [(line: Int, problem: String)]

    var description: String { name }

    func violations(in file: SourceFile) -> [Violation] {
        check(file).map { Violation(path: file.path, line: $0.line + 1, problem: $0.problem) }
    }
}
