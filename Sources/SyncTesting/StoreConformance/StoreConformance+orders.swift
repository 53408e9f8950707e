import SyncCore

extension StoreConformance {
    static let orders = [
        order([.folderName, .folderId], is: ["", "A", "Z", "a", "b", "z\u{0}", "z\u{0}a", "é", "😀"]),
        order([.folderId], is: ["b", "a", "é", "Z", "A", "", "😀", "z\u{0}a", "z\u{0}"]),
        order([.folderParent, .folderId], is: ["a", "Z", "", "z\u{0}a", "b", "é", "A", "😀", "z\u{0}"]),
        order([.folderIsArchived, .folderStamp], is: ["z\u{0}a", "", "Z", "a", "z\u{0}", "😀", "A", "é", "b"]),
        StoreConformance("rows come in the order of the rows they refer to") { test in
            _ = try addTaggedLinks(test)
            let changed = Predicate.refersTo(.linkTagLink, .links, where: .after(.linkStamp, 0))
            let query = Query(
                .linkTags, [.linkTagStamp], where: changed, order: [.linkStamp, .linkTagLink, .linkTagTag])
            try expect(try test.rows(query), is: [[.integer(101)], [.integer(103)], [.integer(102)]])
            let narrow = Query(
                .linkTags, [.linkTagStamp], where: .and([changed, .after(.linkTagStamp, 101)]), order: [.linkTitle])
            try expect(try test.rows(narrow), is: [[.integer(102)], [.integer(103)]])
        },
        StoreConformance("columns come in the order they were asked for") { test in
            let id = try test.insert(.folders, Sample.folder("a", stamp: 5))
            let query = Query(.folders, [.folderName, .folderId, .folderStamp, .folderName])
            try expect(try test.rows(query), is: [[.text("a"), .integer(id), .integer(5), .text("a")]])
        },
        StoreConformance("an order that can't be reached is refused") { test in
            try expectRefusal { try test.read { _ = try $0.rows(Query(.linkTags, order: [.linkStamp])) } }
        },
    ]

    private static func order(_ order: [Column], is names: [String]) -> StoreConformance {
        StoreConformance("order by \(order)") { test in
            let given = ["b", "a", "é", "Z", "A", "", "😀", "z\u{0}a", "z\u{0}"]
            for (index, name) in given.enumerated() {
                let parent: Int64? = index % 2 == 0 ? 4 : nil
                let folder = Sample.folder(
                    name, stamp: Int64(100 - index), parent: parent, isArchived: index % 2 == 0)
                try test.insert(.folders, folder)
            }
            try expect(try test.rows(Query(.folders, [.folderName], order: order)), is: names.map { [.text($0)] })
        }
    }
}
