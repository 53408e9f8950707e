import SyncCore

extension StoreConformance {
    static let lists: [StoreConformance] =
        [1, 2, 3, 63, 64, 65, 1_000, 50_000].flatMap { count in
            [
                StoreConformance("a list of \(count) numbers") { test in
                    let ids = try test.insertFolders((0..<100).map { "f\($0)" })
                    let list = (0..<Int64(count)).map { Value.integer(ids[0] + $0) }
                    try checkList(.anyOf(.folderId, list), finds: min(count, 100), test)
                },
                StoreConformance("a list of \(count) texts") { test in
                    _ = try test.insertFolders((0..<100).map { "f\u{0}\($0)" })
                    let list = (0..<count).map { Value.text("f\u{0}\($0)") }
                    try checkList(.anyOf(.folderName, list), finds: min(count, 100), test)
                },
            ]
        } + [
            StoreConformance("long lists may be combined") { test in
                let ids = try test.insertFolders((0..<300).map { "f\($0)" })
                let first = Predicate.anyOf(.folderId, ids[..<200].map { .integer($0) })
                let second = Predicate.anyOf(.folderName, (100..<300).map { .text("f\($0)") })
                try checkList(.and([first, second]), finds: 100, test)
            },
            StoreConformance("a text with a quote, a backslash or a bracket stands in a long list as itself") { test in
                let odd = ["\"", "\\", "]", "a\",\"b", "é", "\u{0}"]
                _ = try test.insertFolders(odd)
                let list = (odd + (0..<200).map { "x\($0)" }).map { Value.text($0) }
                try checkList(.anyOf(.folderName, list), finds: odd.count, test)
            },
        ]

    private static func checkList(_ list: Predicate, finds count: Int, _ test: StoreUnderTest) throws {
        try expect(try test.rows(Query(.folders, [.folderId], where: list)).count, is: count)
        try test.store.write { transaction in
            let set = [Assignment(.folderNote, .text("found"))]
            try expect(try transaction.update(.folders, where: list, set: set), is: count)
            try expect(try transaction.delete(.folders, where: list), is: count)
        }
    }
}
