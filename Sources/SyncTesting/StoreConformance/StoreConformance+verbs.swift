import SyncCore

extension StoreConformance {
    static let verbs = [
        StoreConformance("a row comes back as it was inserted, in every table") { test in
            for (table, values) in try rowsOfEveryTable(test) {
                let id = try test.insert(table, values)
                var wanted = values.map(\.value)
                if table.idColumn != nil { wanted.insert(.integer(id), at: 0) }
                let columns = (table.idColumn.map { [$0] } ?? []) + values.map(\.column)
                let found = try test.rows(Query(table, columns))
                try expect(found.contains(wanted), "\(table): \(wanted) is not in \(found)")
            }
        },
        StoreConformance("columns that are left out are null") { test in
            try test.insert(.links, Sample.link("a").filter { $0.column != .linkFolder && $0.column != .linkUserAgent })
            try expect(try test.rows(Query(.links, [.linkFolder, .linkUserAgent])), is: [[.null, .null]])
        },
        StoreConformance("an insert where no row is numbered answers 0") { test in
            try expect(try test.insert(.facts, Sample.fact("x", 1)), is: 0)
        },
        StoreConformance("an update sets what it names, and counts rows that matched, changed or not") { test in
            let ids = try test.insertFolders(["a", "b", "c"])
            try test.store.write { transaction in
                let set = [Assignment(.folderNote, .text("n")), Assignment(.folderParent, .integer(9))]
                let two = Predicate.anyOf(.folderId, [.integer(ids[0]), .integer(ids[2])])
                try expect(try transaction.update(.folders, where: two, set: set), is: 2)
                try expect(try transaction.update(.folders, where: two, set: set), is: 2)
                try expect(try transaction.update(.folders, where: .everything, set: [set[0]]), is: 3)
                try expect(try transaction.update(.folders, where: .equals(.folderId, .integer(-7)), set: set), is: 0)
            }
            let found = try test.rows(Query(.folders, [.folderName, .folderNote, .folderParent], order: [.folderId]))
            try expect(
                found,
                is: [
                    [.text("a"), .text("n"), .integer(9)], [.text("b"), .text("n"), .null],
                    [.text("c"), .text("n"), .integer(9)],
                ])
        },
        StoreConformance("an update can set null") { test in
            let id = try test.insert(.folders, Sample.folder("a", parent: 4))
            try test.store.write {
                try $0.update(
                    .folders, where: .equals(.folderId, .integer(id)), set: [Assignment(.folderParent, .null)])
            }
            try expect(try test.rows(Query(.folders, [.folderParent])), is: [[.null]])
        },
        StoreConformance("a deletion counts the rows that are gone") { test in
            let ids = try test.insertFolders(["a", "b", "c"])
            try test.store.write { transaction in
                try expect(try transaction.delete(.folders, where: .equals(.folderId, .integer(ids[1]))), is: 1)
                try expect(try transaction.delete(.folders, where: .equals(.folderId, .integer(ids[1]))), is: 0)
            }
            try expect(try test.folderNames(), is: ["a", "c"])
            try test.store.write { try expect(try $0.delete(.folders, where: .everything), is: 2) }
            try expect(try test.folderNames(), is: [])
        },
        StoreConformance("tag assignments go with their link and with their tag, uncounted") { test in
            let links = [try test.insert(.links, Sample.link("a")), try test.insert(.links, Sample.link("b"))]
            let tags = [try test.insert(.tags, Sample.tag("x")), try test.insert(.tags, Sample.tag("y"))]
            for link in links { for tag in tags { try test.insert(.linkTags, Sample.linkTag(link, tag)) } }
            try test.store.write {
                try expect(try $0.delete(.links, where: .equals(.linkId, .integer(links[0]))), is: 1)
            }
            let all = Query(.linkTags, [.linkTagLink, .linkTagTag], order: [.linkTagTag])
            try expect(
                try test.rows(all),
                is: [[.integer(links[1]), .integer(tags[0])], [.integer(links[1]), .integer(tags[1])]])
            try test.store.write { try expect(try $0.delete(.tags, where: .equals(.tagName, .text("x"))), is: 1) }
            try expect(try test.rows(all), is: [[.integer(links[1]), .integer(tags[1])]])
        },
        StoreConformance("a row whose key is there already is replaced") { test in
            let link = try test.insert(.links, Sample.link("a"))
            let tag = try test.insert(.tags, Sample.tag("x"))
            for stamp in [5, 6] as [Int64] {
                try test.insert(.linkTags, Sample.linkTag(link, tag, stamp: stamp))
                try test.insert(.facts, Sample.fact("f", stamp))
                try test.insert(.histories, Sample.history(1, link, birth: stamp, edited: stamp))
            }
            try expect(try test.rows(Query(.linkTags, [.linkTagStamp])), is: [[.integer(6)]])
            let fact = Query(.facts, [.factValue], where: .equals(.factName, .text("f")))
            try expect(try test.rows(fact), is: [[.integer(6)]])
            try expect(
                try test.rows(Query(.histories, [.historyBirth, .historyEdited])), is: [[.integer(6), .integer(6)]])
        },
        StoreConformance("a cursor may be left before its end, and closed twice") { test in
            _ = try test.insertFolders(["a", "b"])
            try test.read { snapshot in
                let cursor = try snapshot.rows(Query(.folders, [.folderName], order: [.folderId]))
                try expect(try cursor.advance(), "no row")
                cursor.close()
                cursor.close()
                try expect(try !cursor.advance(), "a row after the end")
            }
        },
    ]

    private static func rowsOfEveryTable(_ test: StoreUnderTest) throws -> [(Table, [Assignment])] {
        let link = try test.insert(.links, Sample.link("first"))
        let tag = try test.insert(.tags, Sample.tag("first"))
        return [
            (.folders, Sample.folder("a", stamp: .max, parent: -45_454, isArchived: true)),
            (.links, Sample.link("https://x.example/?a=%20", stamp: 0, folder: -2, agent: "Mozilla/5.0")),
            (
                .tombstones,
                [
                    Assignment(.tombstoneStamp, .integer(.min)), Assignment(.tombstoneOperation, .text("DELETE_LINK")),
                    Assignment(.tombstonePayload, .text("{}")),
                ]
            ),
            (.panels, [Assignment(.panelName, .text("p")), Assignment(.panelStamp, .integer(3))]),
            (
                .panelFolders,
                [
                    Assignment(.panelFolderFolder, .integer(1)), Assignment(.panelFolderName, .text("f")),
                    Assignment(.panelFolderPosition, .integer(0)), Assignment(.panelFolderPanel, .integer(2)),
                    Assignment(.panelFolderStamp, .integer(4)),
                ]
            ),
            (.tags, Sample.tag("t")),
            (.linkTags, Sample.linkTag(link, tag)),
            (.facts, Sample.fact("last_stamp", 1_766_155_065)),
            (.histories, Sample.history(3, 9, birth: 1, edited: 2)),
        ]
            + [
                Table.fieldTimes, .memories, .copies, .leavings, .holders, .claims, .doubts, .tokens,
                .events,
            ].map {
                ($0, Sample.any($0))
            }
    }
}
