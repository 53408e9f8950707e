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
            for (place, verb) in script.verbs.enumerated() {
                try expect(mine[place] == other[place], "\(verb): \(mine[place]) beside \(other[place])")
                if mine[place] == [[.text("refused")]] { refusedCount += 1 }
            }
            comparedCount += script.verbs.count
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

    private func run(_ script: RandomVerbs.Transaction, on test: StoreUnderTest) -> [[[Value]]] {
        var answers: [[[Value]]] = []
        do {
            try test.store.write { transaction in
                for verb in script.verbs { answers.append(run(verb, in: transaction)) }
                if script.isUndone { throw Undo() }
            }
        } catch is Undo {
        } catch {
            answers.append([[.text("\(error)")]])
        }
        return answers
    }

    /// Each verb in a step of its own, so that a refused one does not end the script.
    private func run(_ verb: RandomVerbs.Verb, in transaction: any StoreTransaction) -> [[Value]] {
        var answer: [[Value]] = []
        do {
            try transaction.step {
                answer = try answered(verb, in: transaction)
                if verb.isUndone { throw Undo() }
            }
        } catch is Undo {
        } catch let error as StoreError {
            answer = [[.text(error.code == .mistaken ? "refused" : error.reason)]]
        } catch {
            answer = [[.text("\(error)")]]
        }
        return answer
    }

    private func answered(_ verb: RandomVerbs.Verb, in transaction: any StoreTransaction) throws -> [[Value]] {
        switch verb.kind {
        case .insert(let table, let values): [[.integer(try transaction.insert(table, values))]]
        case .update(let table, let predicate, let values):
            [[.integer(Int64(try transaction.update(table, where: predicate, set: values)))]]
        case .delete(let table, let predicate): [[.integer(Int64(try transaction.delete(table, where: predicate)))]]
        case .read(let query): try transaction.values(query)
        }
    }
}
