import SyncCore

/// What a body throws in order to be undone.
struct Undo: Error {}

extension StoreConformance {
    static let steps = [
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
        StoreConformance("a step that throws is undone alone") { test in
            try test.store.write { transaction in
                try transaction.insert(.folders, Sample.folder("a"))
                try transaction.step { try transaction.insert(.folders, Sample.folder("b")) }
                try expectUndo {
                    try transaction.step {
                        try transaction.insert(.folders, Sample.folder("lost"))
                        try transaction.delete(.folders, where: .equals(.folderName, .text("a")))
                        throw Undo()
                    }
                }
                try transaction.step { try transaction.insert(.folders, Sample.folder("c")) }
            }
            try expect(try test.folderNames(), is: ["a", "b", "c"])
        },
        StoreConformance("a step within a step is undone alone, or with the outer one") { test in
            try test.store.write { transaction in
                try transaction.step {
                    try transaction.insert(.folders, Sample.folder("outer"))
                    try expectUndo {
                        try transaction.step {
                            try transaction.insert(.folders, Sample.folder("inner"))
                            throw Undo()
                        }
                    }
                }
                try expectUndo {
                    try transaction.step {
                        try transaction.step { try transaction.insert(.folders, Sample.folder("kept for a moment")) }
                        throw Undo()
                    }
                }
            }
            try expect(try test.folderNames(), is: ["outer"])
        },
        StoreConformance("steps are undone when the body throws later") { test in
            try expectUndo {
                try test.store.write { transaction in
                    try transaction.step { try transaction.insert(.folders, Sample.folder("a")) }
                    throw Undo()
                }
            }
            try expect(try test.folderNames(), is: [])
        },
        StoreConformance("a refused verb in a step spoils neither the others nor the transaction") { test in
            let id = try test.insert(.folders, Sample.folder("a"))
            try test.store.write { transaction in
                try transaction.step { try transaction.insert(.folders, Sample.folder("b")) }
                try expectRefusal {
                    try transaction.step {
                        try transaction.insert(.folders, Sample.folder("lost"))
                        let taken = [Assignment(.folderId, .integer(id))] + Sample.folder("twice")
                        try transaction.insert(.folders, taken)
                    }
                }
                try transaction.insert(.folders, Sample.folder("c"))
            }
            try expect(try test.folderNames(), is: ["a", "b", "c"])
        },
        StoreConformance("a transaction sees what it wrote, and not what it undid") { test in
            try test.store.write { transaction in
                let names = { try transaction.all(Query(.folders, [.folderName], order: [.folderId])) { $0.text(0) } }
                try transaction.insert(.folders, Sample.folder("a"))
                try expect(try names(), is: ["a"])
                try expectUndo {
                    try transaction.step {
                        try transaction.insert(.folders, Sample.folder("b"))
                        try expect(try names(), is: ["a", "b"])
                        throw Undo()
                    }
                }
                try expect(try names(), is: ["a"])
            }
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
