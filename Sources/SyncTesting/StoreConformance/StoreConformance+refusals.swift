import SyncCore

extension StoreConformance {
    static let refusals = [
        refusal("a row without a value that it must have") {
            try $0.insert(.tags, [Assignment(.tagName, .text("x"))])
        },
        refusal("a null where none may be") {
            try $0.insert(.tags, [Assignment(.tagName, .null), Assignment(.tagStamp, .integer(1))])
        },
        refusal("a value of the wrong type") {
            try $0.insert(.tags, [Assignment(.tagName, .integer(5)), Assignment(.tagStamp, .integer(1))])
        },
        refusal("a column of another table") {
            try $0.insert(.tags, Sample.tag("x") + [Assignment(.panelName, .text("p"))])
        },
        refusal("an id that is taken") { transaction in
            let id = try transaction.insert(.tags, Sample.tag("x"))
            try transaction.insert(.tags, [Assignment(.tagId, .integer(id))] + Sample.tag("y"))
        },
        refusal("an assignment of a tag that is not there") { transaction in
            let link = try transaction.insert(.links, Sample.link("a"))
            try transaction.insert(.linkTags, Sample.linkTag(link, 4_711))
        },
        refusal("an assignment to a link that is not there") { transaction in
            let tag = try transaction.insert(.tags, Sample.tag("x"))
            try transaction.insert(.linkTags, Sample.linkTag(4_711, tag))
        },
        refusal("an update of nothing") { try $0.update(.tags, where: .everything, set: []) },
        refusal("an update of a key") {
            try $0.update(.tags, where: .everything, set: [Assignment(.tagId, .integer(3))])
        },
        refusal("an update of another table's column") {
            try $0.update(.tags, where: .everything, set: [Assignment(.panelName, .text("p"))])
        },
        refusal("a comparison with another table's column") {
            try $0.delete(.tags, where: .equals(.panelName, .text("p")))
        },
        refusal("a comparison with a value of the wrong type") {
            try $0.delete(.tags, where: .equals(.tagName, .integer(1)))
        },
        refusal("a list with a value of the wrong type") {
            try $0.delete(.tags, where: .anyOf(.tagId, [.integer(1), .text("2")]))
        },
        refusal("a search in a number") { try $0.delete(.tags, where: .contains(.tagStamp, "1")) },
        refusal("a text that is compared as a number") { try $0.delete(.tags, where: .after(.tagName, 1)) },
    ]

    /// Refused as ours, with nothing written.
    private static func refusal(
        _ name: String, _ verb: @escaping @Sendable (any StoreTransaction) throws -> Void
    ) -> StoreConformance {
        StoreConformance("refused: \(name)") { test in
            let before = try test.everything()
            try expectRefusal { try test.store.write(verb) }
            try expect(try test.everything(), is: before)
        }
    }
}
