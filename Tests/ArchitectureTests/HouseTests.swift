import Testing

@Suite("The house")
struct HouseTests {
    private static let files = SourceTree.files(below: "Sources")

    /// The words of the wire, read where they stand.
    private static let routes = Set(
        SourceTree.files(below: "Sources/SyncModel").filter { $0.name == "OperationName.swift" }
            .flatMap { $0.text.literals.map { $0.text } })

    @Test func theSourcesWereFound() {
        #expect(Self.files.count > 50)
        #expect(Set(Self.files.map { $0.room }).isSuperset(of: Rooms.imports.keys))
        #expect(Self.routes.count > 40 && Self.routes.contains("GET_UPDATES"))
    }

    @Test(arguments: Rule.all(routes: HouseTests.routes))
    func everyRuleHolds(_ rule: Rule) {
        let violations = Self.files.flatMap(rule.violations)
        #expect(violations.isEmpty, "\(violations.map { $0.description }.joined(separator: "\n"))")
    }

    @Test func thePlanAndThePackageAgree() {
        let package = SwiftText(SourceTree.read("Package.swift")).literals.map { $0.text }
        for room in Rooms.imports.keys { #expect(package.contains(room), "\(room) is no target") }
    }
}

@Suite("Each rule finds what it is for")
struct RuleTests {
    private struct Planted {
        let rule: Rule
        let path: String
        let text: String
        /// Counted from 1; empty when nothing is wrong.
        let lines: [Int]

        init(_ rule: Rule, _ path: String, _ text: String, _ lines: [Int]) {
            (self.rule, self.path, self.text, self.lines) = (rule, path, text, lines)
        }
    }

    private static let core = "Sources/SyncCore/A.swift"
    private static let long = "func a() {\n" + String(repeating: "    b()\n", count: 59) + "}\n"

    private static let planted = [
        Planted(.arrows, core, "import SyncModel\nimport Transport\n", [2]),
        Planted(.arrows, core, "public import Synchronization\n// import Transport\n", []),
        Planted(.arrows, "Sources/SQLiteDriver/A.swift", "internal import SyncHTTP", [1]),
        Planted(.arrows, "Sources/Cellar/A.swift", "", [1]),
        Planted(.noFoundation, "Sources/play/main.swift", "private import Foundation", [1]),
        Planted(.noStructuredConcurrency, core, "func a() async {}\nlet asynchronous = 1", [1]),
        Planted(.noStructuredConcurrency, core, "Task { b() }\n/* Task { */ let task = Tasks()", [1]),
        Planted(.threads, "Sources/SyncHTTP/A.swift", "pthread_create(&a, nil, b, c)", [1]),
        Planted(.threads, "Sources/Transport/A.swift", "pthread_create(&a, nil, b, c)", []),
        Planted(.belowTheDoor, core, "print(\"a\")\nblueprint(a)\nlet a = Int.random(in: b)", [1, 3]),
        Planted(.belowTheDoor, "Sources/SQLStore/A.swift", "let a = \"print(\"\nlet b = \"\\(Date())\"", [2]),
        Planted(.belowTheDoor, core, "pthread_self()\nlet a = time(nil)\nlet b = mealtime(nil)", [1, 2]),
        Planted(.pointers, core, "let a: UnsafePointer<Int>\na.withUnsafeBytes { $0 }", [1, 2]),
        Planted(.pointers, "Sources/LinkoraSyncServer/Serve/A.swift", "let a: OpaquePointer", [1]),
        Planted(.pointers, "Sources/LinkoraSyncServer/System/A.swift", "let a: OpaquePointer", []),
        Planted(.pointers, "Sources/JSONText/A.swift", "a.withContiguousStorageIfAvailable { $0 }", []),
        Planted(.uncheckedSendable, core, "final class A: @unchecked Sendable {}", [1]),
        Planted(.uncheckedSendable, "Sources/Transport/A.swift", "final class A: @unchecked Sendable {}", []),
        Planted(.routeNames(["GET_UPDATES"]), core, "let a = 1\nlet b = \"/GET_UPDATES\"\n// \"GET_UPDATES\"", [2]),
        Planted(.routeNames(["GET_UPDATES"]), "Sources/SyncModel/A.swift", "let b = \"GET_UPDATES\"", []),
        Planted(
            .routeNames(["GET_UPDATES"]), core, "let b = \"\"\"\n    x\n    \"\"\"\nlet c = #\"GET_UPDATES\"#", [4]),
        Planted(.functionLength, core, long, [1]),
        Planted(
            .functionLength, core, String(long.dropFirst(0)).replacing("    b()\n", with: "", maxReplacements: 1), []),
        Planted(.functionLength, core, "protocol A {\n    func a()\n    func b()\n}\nstruct B {\n\(long)}\n", [6]),
        Planted(.fileNames, "Sources/SyncCore/StringUtils.swift", "", [1]),
        Planted(.fileNames, "Sources/SyncCore/WriterImpl.swift", "", [1]),
    ]

    @Test(arguments: RuleTests.planted.indices)
    func plantedViolationsAreFoundOnTheirLines(index: Int) {
        let planted = Self.planted[index]
        let found = planted.rule.violations(in: SourceFile(path: planted.path, planted.text))
        #expect(found.map { $0.line } == planted.lines, "\(planted.rule) in: \(planted.text)")
    }

    @Test func noRuleIsLeftWithoutAPlantedViolation() {
        let proven = Set(Self.planted.filter { !$0.lines.isEmpty }.map { $0.rule.name })
        #expect(proven == Set(Rule.all(routes: []).map { $0.name }))
    }

    @Test func textsAndCommentsAreTakenApart() {
        let text = SwiftText("let a = \"x \\(f(\"y\")) z\" /* b /* c */ d */ + #\"q\\(r)\"# // e\nlet g = 1\n")
        #expect(text.code == ["let a = \"\"f(\"\")  + \"\" ", "let g = 1", ""])
        #expect(text.literals.map { $0.text } == ["x ", "y", " z", "q\\(r)"])
    }
}
