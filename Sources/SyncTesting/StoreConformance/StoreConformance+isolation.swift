import SyncCore

extension StoreConformance {
    static let isolation = [
        StoreConformance("a snapshot shows one state for as long as it lives") { test in
            _ = try test.insertFolders(["a"])
            let old = try test.store.snapshot()
            defer { old.close() }
            _ = try test.insertFolders(["b"])
            let query = Query(.folders, [.folderName], order: [.folderId])
            try expect(try old.values(query), is: [[.text("a")]])
            try test.store.write { try $0.delete(.folders, where: .everything) }
            try expect(try old.values(query), is: [[.text("a")]])
            try expect(try test.folderNames(), is: [])
        },
        StoreConformance("a snapshot shows the state in which it was made, not that of its first query") { test in
            _ = try test.insertFolders(["a"])
            let snapshot = try test.store.snapshot()
            defer { snapshot.close() }
            _ = try test.insertFolders(["b"])
            try expect(try snapshot.values(Query(.folders, [.folderName])), is: [[.text("a")]])
        },
        StoreConformance("nothing uncommitted is seen") { test in
            _ = try test.insertFolders(["a"])
            try test.store.write { transaction in
                try transaction.insert(.folders, Sample.folder("b"))
                try expect(try test.folderNames(), is: ["a"])
                try transaction.insert(.folders, Sample.folder("c"))
                try expect(try test.folderNames(), is: ["a"])
            }
            try expect(try test.folderNames(), is: ["a", "b", "c"])
        },
        StoreConformance("many snapshots and cursors are open at once, each with its own state") { test in
            var snapshots: [(any StoreSnapshot, Int)] = []
            for count in 1...20 {
                _ = try test.insertFolders(["f\(count)"])
                snapshots.append((try test.store.snapshot(), count))
            }
            let cursors = try snapshots.flatMap { snapshot, count in
                try (1...10).map { _ in (try snapshot.rows(Query(.folders, [.folderName], order: [.folderId])), count) }
            }
            for row in 1...20 {
                for (cursor, count) in cursors {
                    try expect(try cursor.advance(), is: row <= count)
                    if row <= count { try expect(cursor.text(0), is: "f\(row)") }
                }
            }
            for (snapshot, _) in snapshots { snapshot.close() }
        },
        StoreConformance("a cursor is read on while others write") { test in
            _ = try test.insertFolders((0..<500).map { "f\($0)" })
            let snapshot = try test.store.snapshot()
            defer { snapshot.close() }
            let cursor = try snapshot.rows(Query(.folders, [.folderName], order: [.folderId]))
            for row in 0..<500 {
                try expect(try cursor.advance(), "ended at \(row)")
                try expect(cursor.text(0), is: "f\(row)")
                if row % 50 == 0 { try test.store.write { try $0.delete(.folders, where: .everything) } }
            }
            try expect(try !cursor.advance(), "too many rows")
        },
        StoreConformance("a snapshot that was closed is refused, closing it again is not") { test in
            let snapshot = try test.store.snapshot()
            snapshot.close()
            snapshot.close()
            try expectRefusal { _ = try snapshot.rows(Query(.folders)) }
        },
        StoreConformance("a transaction that is over is refused") { test in
            var kept: [any StoreTransaction] = []
            try test.store.write { kept.append($0) }
            try expectRefusal { try kept[0].insert(.folders, Sample.folder("late")) }
            try expectRefusal { _ = try kept[0].rows(Query(.folders)) }
            try expect(try test.folderNames(), is: [])
        },
        StoreConformance("a write within a write is refused, and the outer one goes on") { test in
            try test.store.write { transaction in
                try expectRefusal { try test.store.write { _ in } }
                try transaction.insert(.folders, Sample.folder("a"))
            }
            try expect(try test.folderNames(), is: ["a"])
        },
        StoreConformance("a closed store is refused") { test in
            test.store.close()
            try expectRefusal { _ = try test.store.snapshot() }
            try expectRefusal { try test.store.write { _ in } }
        },
    ]
}
