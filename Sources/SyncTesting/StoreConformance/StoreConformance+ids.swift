import SyncCore

extension StoreConformance {
    static let ids = [
        StoreConformance("ids begin after the base and go up by one, in every table of its own") { test in
            try expect(try test.insertFolders(["a", "b", "c"]), is: (1...3).map { test.idBase + $0 })
            try expect(try test.insert(.links, Sample.link("a")), is: test.idBase + 1)
            try expect(try test.insert(.tags, Sample.tag("a")), is: test.idBase + 1)
        },
        StoreConformance("the base is kept as a fact") { test in
            let base = Query(.facts, [.factValue], where: .equals(.factName, .text(FactName.idBase)))
            try expect(try test.rows(base), is: [[.integer(test.idBase)]])
            try test.reopen()
            try expect(try test.rows(base), is: [[.integer(test.idBase)]])
        },
        StoreConformance("no id is used again after a deletion") { test in
            let first = try test.insertFolders(["a", "b"])
            try test.store.write { try $0.delete(.folders, where: .everything) }
            try expect(try test.insertFolders(["c"]), is: [first[1] + 1])
        },
        StoreConformance("no id is used again after a deletion and a restart") { test in
            let first = try test.insertFolders(["a", "b"])
            try test.store.write { try $0.delete(.folders, where: .everything) }
            try test.reopen()
            try expect(try test.insertFolders(["c"]), is: [first[1] + 1])
        },
        StoreConformance("no id is used again after a transaction was undone") { test in
            var seen: Set<Int64> = []
            try expectUndo {
                try test.store.write { transaction in
                    seen.insert(try transaction.insert(.folders, Sample.folder("lost")))
                    throw Undo()
                }
            }
            for id in try test.insertFolders(["b", "c"]) {
                try expect(seen.insert(id).inserted, "\(id) was used before")
            }
        },
        StoreConformance("an id may be given; the next one is above all that were") { test in
            let given = test.idBase + 1_000
            let values = [Assignment(.folderId, .integer(given))] + Sample.folder("a")
            try expect(try test.insert(.folders, values), is: given)
            try expect(try test.insertFolders(["b"]), is: [given + 1])
            let lower = [Assignment(.folderId, .integer(test.idBase + 5))] + Sample.folder("c")
            try expect(try test.insert(.folders, lower), is: test.idBase + 5)
            try expect(try test.insertFolders(["d"]), is: [given + 2])
        },
        StoreConformance("after the last number there is, an insert is refused and nothing is harmed") { test in
            try test.insert(.folders, [Assignment(.folderId, .integer(.max))] + Sample.folder("last"))
            try expectRefusal(.full) { try test.insert(.folders, Sample.folder("too many")) }
            try expect(try test.folderNames(), is: ["last"])
            try expect(try test.insert(.tags, Sample.tag("t")), is: test.idBase + 1)
        },
        StoreConformance("what was written is there after a restart") { test in
            let link = try test.insert(.links, Sample.link("a", stamp: 9, folder: 3, agent: "b"))
            let tag = try test.insert(.tags, Sample.tag("t"))
            try test.insert(.linkTags, Sample.linkTag(link, tag))
            try test.insert(.facts, Sample.fact("last_stamp", 77))
            try test.insert(.histories, Sample.history(1, link, birth: 2, edited: 3))
            let before = try test.everything()
            try test.reopen()
            try expect(try test.everything(), is: before)
            try expect(before[Table.links.rawValue].count, is: 1)
        },
    ]
}

extension StoreUnderTest {
    /// All rows of all tables, by table.
    func everything() throws -> [[[Value]]] {
        try read { snapshot in try Table.allCases.map { try snapshot.values(Query($0, order: $0.key)) } }
    }
}
