import SyncModel

extension Catalog {
    /// PROTOCOL §2.3 (`FORCE_SET…`), §2.7.
    static let libraryWrites: [WriteOperation] = [
        .procedure(
            .forceSetDefaultFolderToInternalIds, takes: Origin.self, methods: [.get, .post], numberCollections),
        .procedure(
            .deleteEverything, takes: Origin.self, methods: [.get, .post], answers: .stamp, leavesTombstone: true,
            deleteEverything),
    ]

    /// Gives every link of a default collection the number that apps from 0.16 on use for it.
    @Sendable private static func numberCollections(_ request: Origin, _ write: Write) throws -> Outcome {
        for type in LinkType.allCases {
            guard let collection = type.collection else { continue }
            let ofType = Predicate.equals(.linkType, .text(type.rawValue))
            let links = try write.transaction.all(
                Query(.links, [.linkId, .linkFolder], where: ofType)
            ) { ($0.integer(0), $0.optionalInteger(1)) }
            let others = links.filter { $0.1 != collection.number }.map(\.0)
            try write.transaction.update(
                .links, where: .anyOf(.linkId, others.map { .integer($0) }),
                set: [Assignment(.linkFolder, Value(collection))])
        }
        let message = "Default folders of links were set to their internal ids."
        return Outcome(
            write.reply(message), [.tookPlace(.forceSetDefaultFolderToInternalIds, Numbered(message: message))])
    }

    /// The event is decoded as an answer is (PROTOCOL §2.3).
    private struct Numbered: Payload {
        var correlation: Correlation?
        var eventTimestamp: Int64 = 0
        var message = ""

        init() {}

        init(message: String) { self.message = message }

        mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {
            try visitor.field("eventTimestamp", &eventTimestamp, .required)
            try visitor.field("message", &message, .required)
        }
    }

    /// Sockets hear of it as one; who is away gets a tombstone for each row, the tags' last, because the operation
    /// itself would also wipe what they have not sent yet (PROTOCOL F14).
    @Sendable private static func deleteEverything(_ request: Origin, _ write: Write) throws -> Outcome {
        try buryEach(.deleteFolder, .folders, FolderReference.self, write)
        try buryEach(.deleteALink, .links, LinkReference.self, write)
        try buryEach(.deleteAPanel, .panels, PanelReference.self, write)
        try buryEach(.deleteTag, .tags, TagReference.self, write)
        try leavePlacesOutsideFolders(write)
        try doubtUnheard(write)
        for table in [Table.links, .folders, .panelFolders, .panels, .tags] {
            try write.transaction.delete(table, where: .everything)
        }
        try forgetHistories(write)
        try write.transaction.setFact(FactName.lastWipe, write.stamp)
        return Outcome(
            StampReply(eventTimestamp: write.number), [.tookPlace(.deleteEverything, request)])
    }

    /// Rows of an answer that is late may come to the author behind this, and the id of a row to who made it, who may have it
    /// twice: nothing of that is settled by the news that everything is gone.
    private static func doubtUnheard(_ write: Write) throws {
        for kind in [EditableTable.folders, .links, .panels, .tags] {
            let ids = try write.transaction.all(Query(kind.table, [kind.id], order: [kind.id])) { $0.integer(0) }
            if !write.inFlight.isEmpty { try write.mendUnheard(kind, ids) }
            try write.doubtTwofold(kind, ids)
            try write.doubtYoung(kind, ids)
        }
    }

    /// Folders die with what is in them; a collection's links may come again.
    private static func leavePlacesOutsideFolders(_ write: Write) throws {
        let links = try write.transaction.all(Query(.links, [.linkId, .linkType])) { ($0.integer(0), $0.text(1)) }
        try write.leavePlaces(links.filter { $0.1 != LinkType.folder.rawValue }.map(\.0))
    }

    private static func buryEach<ID: RowID>(
        _ operation: OperationName, _ kind: EditableTable, _: Reference<ID>.Type, _ write: Write
    ) throws {
        let ids = try write.transaction.all(Query(kind.table, [kind.id], order: [kind.id])) { $0.integer(0) }
        for id in ids {
            var reference = Reference<ID>()
            reference.id = ID(id)
            try write.bury(operation, reference)
        }
    }

    /// What was made once is remembered: it must not come back when it is sent again (PROTOCOL F7). So is which links
    /// of which URL were in which collection: a device that has not heard of all this yet still has them there, and
    /// refuses what comes in their place.
    private static func forgetHistories(_ write: Write) throws {
        for kind in [EditableTable.folders, .links, .panels, .panelFolders] {
            try write.transaction.delete(.histories, where: kind.isInHistories)
        }
        // Places of URLs have negative numbers; what a folder held went with the folder.
        try write.transaction.delete(.leavings, where: .after(.leavingFolder, 0))
        for table in [Table.fieldTimes, .copies] { try write.transaction.delete(table, where: .everything) }
    }
}
