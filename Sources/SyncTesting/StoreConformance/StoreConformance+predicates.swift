import SyncCore

extension StoreConformance {
    static let predicates = [
        predicate("everything", .everything, finds: ["Ärger", "a", "b_", "b%c", "ABC", ""]),
        predicate("equals a text", .equals(.folderName, .text("a")), finds: ["a"]),
        predicate("equals a text in its own case only", .equals(.folderName, .text("abc")), finds: []),
        predicate("equals an empty text", .equals(.folderName, .text("")), finds: [""]),
        predicate("equals a number", .equals(.folderStamp, .integer(3)), finds: ["b_"]),
        predicate("equals a boolean", .equals(.folderIsArchived, .boolean(true)), finds: ["a", "b%c", ""]),
        predicate("equals null", .equals(.folderParent, .null), finds: ["Ärger", "b_", "ABC"]),
        predicate("is null", .isNull(.folderParent), finds: ["Ärger", "b_", "ABC"]),
        predicate("after, strictly", .after(.folderStamp, 3), finds: ["b%c", "ABC", ""]),
        predicate("after does not find nulls", .after(.folderParent, .min), finds: ["a", "b%c", ""]),
        predicate(
            "any of numbers", .anyOf(.folderStamp, [.integer(1), .integer(6), .integer(6)]), finds: ["Ärger", ""]),
        predicate(
            "any of texts", .anyOf(.folderName, [.text("ABC"), .text("abc"), .text("b_")]), finds: ["b_", "ABC"]),
        predicate("any of booleans", .anyOf(.folderIsArchived, [.boolean(false)]), finds: ["Ärger", "b_", "ABC"]),
        predicate("any of nothing", .anyOf(.folderName, []), finds: []),
        predicate("any of null", .anyOf(.folderParent, [.null]), finds: []),
        predicate("any of null and a number", .anyOf(.folderParent, [.null, .integer(7)]), finds: ["a", ""]),
        predicate("contains, A–Z in any case", .contains(.folderName, "B"), finds: ["b_", "b%c", "ABC"]),
        predicate("contains: a wildcard stands for itself", .contains(.folderName, "%"), finds: ["b%c"]),
        predicate("contains: an underscore too", .contains(.folderName, "B_"), finds: ["b_"]),
        predicate("contains: other letters in their own case", .contains(.folderName, "ä"), finds: []),
        predicate("contains: other letters", .contains(.folderName, "ÄRG"), finds: ["Ärger"]),
        predicate("contains nothing: all", .contains(.folderName, ""), finds: ["Ärger", "a", "b_", "b%c", "ABC", ""]),
        predicate(
            "and", .and([.isNull(.folderParent), .after(.folderStamp, 1), .contains(.folderName, "c")]), finds: ["ABC"]),
        predicate("and of nothing", .and([]), finds: ["Ärger", "a", "b_", "b%c", "ABC", ""]),
        predicate("and with an empty list", .and([.isNull(.folderParent), .anyOf(.folderId, [])]), finds: []),
        StoreConformance("contains does not find nulls") { test in
            try test.insert(.links, Sample.link("a"))
            try test.insert(.links, Sample.link("b", agent: "x"))
            let found = try test.rows(Query(.links, [.linkURL], where: .contains(.linkUserAgent, "")))
            try expect(found, is: [[.text("b")]])
        },
        StoreConformance("refersTo finds rows of the rows that fit") { test in
            let tags = try addTaggedLinks(test)
            let changed = Predicate.refersTo(.linkTagLink, .links, where: .after(.linkStamp, 10))
            let query = Query(.linkTags, [.linkTagStamp], where: changed, order: [.linkTagStamp])
            try expect(try test.rows(query), is: [[.integer(102)], [.integer(103)]])
            let both = Predicate.and([changed, .equals(.linkTagTag, .integer(tags[1]))])
            try expect(
                try test.rows(Query(.linkTags, [.linkTagStamp], where: both)), is: [[.integer(103)]])
            let nested = Predicate.refersTo(
                .linkTagLink, .links, where: .refersTo(.linkFolder, .folders, where: .equals(.folderName, .text("in"))))
            try expect(try test.rows(Query(.linkTags, [.linkTagStamp], where: nested)), is: [[.integer(101)]])
        },
        StoreConformance("refersTo to its own table finds children") { test in
            let top = try test.insert(.folders, Sample.folder("top"))
            let child = try test.insert(.folders, Sample.folder("child", parent: top))
            try test.insert(.folders, Sample.folder("grandchild", parent: child))
            let below = Predicate.refersTo(.folderParent, .folders, where: .equals(.folderName, .text("top")))
            try expect(try test.rows(Query(.folders, [.folderName], where: below)), is: [[.text("child")]])
        },
        StoreConformance("updates and deletions take refersTo too") { test in
            _ = try addTaggedLinks(test)
            let changed = Predicate.refersTo(.linkTagLink, .links, where: .after(.linkStamp, 10))
            try test.store.write { transaction in
                let set = [Assignment(.linkTagStamp, .integer(7))]
                try expect(try transaction.update(.linkTags, where: changed, set: set), is: 2)
                try expect(try transaction.delete(.linkTags, where: changed), is: 2)
            }
            try expect(try test.rows(Query(.linkTags, [.linkTagStamp])), is: [[.integer(101)]])
        },
    ]

    /// Three links with stamps 1, 12 and 11, the first in a folder, and three assignments stamped 101 to 103.
    static func addTaggedLinks(_ test: StoreUnderTest) throws -> [Int64] {
        let folder = try test.insert(.folders, Sample.folder("in"))
        let links = [
            try test.insert(.links, Sample.link("a", stamp: 1, folder: folder)),
            try test.insert(.links, Sample.link("b", stamp: 12)), try test.insert(.links, Sample.link("c", stamp: 11)),
        ]
        let tags = [try test.insert(.tags, Sample.tag("x")), try test.insert(.tags, Sample.tag("y"))]
        try test.insert(.linkTags, Sample.linkTag(links[0], tags[0], stamp: 101))
        try test.insert(.linkTags, Sample.linkTag(links[1], tags[0], stamp: 102))
        try test.insert(.linkTags, Sample.linkTag(links[2], tags[1], stamp: 103))
        return tags
    }

    private static func predicate(_ name: String, _ predicate: Predicate, finds names: [String]) -> StoreConformance {
        StoreConformance("predicate: \(name)") { test in
            let parents: [Int64?] = [nil, 7, nil, 8, nil, 7]
            for (index, folder) in ["Ärger", "a", "b_", "b%c", "ABC", ""].enumerated() {
                let parent = parents[index]
                try test.insert(
                    .folders,
                    Sample.folder(folder, stamp: Int64(index + 1), parent: parent, isArchived: parent != nil))
            }
            let query = Query(.folders, [.folderName], where: predicate, order: [.folderId])
            try expect(try test.rows(query), is: names.map { [.text($0)] })
        }
    }
}
