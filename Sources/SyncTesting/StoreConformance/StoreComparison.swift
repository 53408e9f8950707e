import SyncCore

/// Does the same random things to two stores and compares what they answer: the reference model against a database.
public struct StoreComparison {
    private let left: StoreUnderTest
    private let right: StoreUnderTest
    private var verbs: RandomVerbs
    /// How many verbs were compared, and how many of them were refused by both.
    public private(set) var comparedCount = 0
    public private(set) var refusedCount = 0

    /// - Parameter seed: the same one does the same again.
    public init(_ left: StoreUnderTest, _ right: StoreUnderTest, seed: UInt64) {
        self.left = left
        self.right = right
        verbs = RandomVerbs(seed: seed)
    }

    /// Runs transactions until `count` verbs were compared; after each one, all rows of both stores.
    /// - Throws: ``BrokenPromise`` that shows the verb and both answers.
    public mutating func run(verbs count: Int) throws {
        while comparedCount < count {
            let script = verbs.transaction()
            let (mine, other) = (run(script, on: left), run(script, on: right))
            try expect(mine.count == other.count, "\(mine.count) answers beside \(other.count) to \(script.verbs)")
            for (verb, (answer, beside)) in zip(script.verbs, zip(mine, other)) {
                try expect(answer == beside, "\(verb): \(answer) beside \(beside)")
                if answer == [[.text("refused")]] { refusedCount += 1 }
            }
            comparedCount += mine.count
            try compareRows()
            if verbs.chance(1, in: 20) {
                try left.reopen()
                try right.reopen()
            }
        }
    }

    private func compareRows() throws {
        let (mine, other) = (try left.everything(), try right.everything())
        for table in Table.allCases { try expect(mine[table.rawValue], is: other[table.rawValue]) }
    }

    /// A refused verb ends the script: some databases end their transaction with it.
    private func run(_ script: RandomVerbs.Transaction, on test: StoreUnderTest) -> [[[Value]]] {
        var answers: [[[Value]]] = []
        do {
            try test.store.write { transaction in
                for verb in script.verbs { answers.append(try answered(verb, in: transaction)) }
                if script.isUndone { throw Undo() }
            }
        } catch is Undo {
        } catch let error as StoreError {
            answers.append([[.text(error.code == .mistaken ? "refused" : error.reason)]])
        } catch {
            answers.append([[.text("\(error)")]])
        }
        return answers
    }

    private func answered(_ verb: RandomVerbs.Verb, in transaction: any StoreTransaction) throws -> [[Value]] {
        switch verb {
        case .insert(let table, let values): [[.integer(try transaction.insert(table, values))]]
        case .update(let table, let predicate, let values):
            [[.integer(Int64(try transaction.update(table, where: predicate, set: values)))]]
        case .delete(let table, let predicate): [[.integer(Int64(try transaction.delete(table, where: predicate)))]]
        case .read(let query): try transaction.values(query)
        }
    }
}
