import SyncCore

/// What a body throws in order to be undone.
struct Undo: Error {}

extension StoreConformance {
    static let transactions = [
        StoreConformance("a body that throws leaves no trace, and its error goes on") { test in
            _ = try test.insertFolders(["before"])
            try expectUndo {
                try test.store.write { transaction in
                    try transaction.insert(.folders, Sample.folder("lost"))
                    try transaction.update(
                        .folders, where: .everything, set: [Assignment(.folderName, .text("changed"))])
                    throw Undo()
                }
            }
            try expect(try test.folderNames(), is: ["before"])
            _ = try test.insertFolders(["after"])
            try expect(try test.folderNames(), is: ["before", "after"])
        },
        StoreConformance("a refused row fails the transaction, at the latest with its commit") { test in
            let id = try test.insert(.folders, Sample.folder("a"))
            try expectRefusal {
                try test.store.write { transaction in
                    try transaction.insert(.folders, Sample.folder("lost"))
                    try transaction.insert(.folders, [Assignment(.folderId, .integer(id))] + Sample.folder("twice"))
                    try transaction.insert(.folders, Sample.folder("lost too"))
                }
            }
            _ = try test.insertFolders(["b"])
            try expect(try test.folderNames(), is: ["a", "b"])
        },
        StoreConformance("a transaction sees what it wrote") { test in
            try test.store.write { transaction in
                let names = { try transaction.all(Query(.folders, [.folderName], order: [.folderId])) { $0.text(0) } }
                let ids = try ["a", "b"].map { try transaction.insert(.folders, Sample.folder($0)) }
                try expect(try names(), is: ["a", "b"])
                try transaction.update(
                    .folders, where: .equals(.folderId, .integer(ids[0])), set: [Assignment(.folderName, .text("c"))])
                try transaction.insert(.folders, Sample.folder("d"))
                try transaction.delete(.folders, where: .equals(.folderName, .text("b")))
                try expect(try names(), is: ["c", "d"])
            }
        },
        StoreConformance("many rows are there together") { test in
            let names = (0..<3_000).map { "folder \($0)" }
            _ = try test.insertFolders(names)
            try expect(try test.folderNames(), is: names)
        },
        StoreConformance("a cursor left open does not hinder the commit") { test in
            _ = try test.insertFolders(["a", "b", "c"])
            var left: [any Cursor] = []
            try test.store.write { transaction in
                let cursor = try transaction.rows(Query(.folders, order: [.folderId]))
                left.append(cursor)
                _ = try cursor.advance()
                try transaction.insert(.folders, Sample.folder("d"))
            }
            try expect(try test.folderNames(), is: ["a", "b", "c", "d"])
        },
    ]

    static func expectUndo(line: Int = #line, _ body: () throws -> Void) throws {
        do { try body() } catch is Undo { return }
        throw BrokenPromise(description: "the body's error did not go on (line \(line))")
    }
}
