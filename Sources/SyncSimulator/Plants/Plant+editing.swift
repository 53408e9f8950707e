import JSONText
import SyncCore
import SyncModel

/// Which edits stand.
extension Plant {
    static let editing = [
        Plant("edit-time-is-arrival", "an edit counts as made when it arrives (G4)") {
            $0.requests = { asked in
                if asked.operation.isEdit { asked.body = asked.body.with("eventTimestamp", .integer(asked.nowSeconds)) }
                return nil
            }
        },
        Plant("clock-offset-ignored", "what a device's clock is off is not written down (F10)") {
            $0.updates = { _, _, values in !values.contains { $0.column == .holderClockOffset } }
        },
        Plant("last-writer-per-row", "an edit of one field makes older edits of all other fields of the row lose") {
            $0.inserts = { table, values, inside in
                guard table == .fieldTimes else { return true }
                for field in Int64(1)...15 {
                    let others = values.map {
                        $0.column == .fieldTimeField ? Assignment(.fieldTimeField, .integer(field)) : $0
                    }
                    try inside.insert(.fieldTimes, others)
                }
                return true
            }
        },
        Plant("edit-times-forgotten", "when a field was edited is not written down, so the last that arrives wins") {
            $0.inserts = { table, _, _ in table != .fieldTimes }
        },
        Plant("late-edit-refused", "an edit that comes late is refused with 409 (F9)") {
            $0.requests = { asked in
                let said = asked.body["eventTimestamp"]?.integerValue ?? asked.nowSeconds
                return asked.operation.isEdit && said < asked.nowSeconds - 20 ? 409 : nil
            }
        },
        Plant("circle-accepted", "a folder may be moved below itself") { $0.answers = closeCircles },
        Plant("only-the-first-item-moved", "of several items the first is moved") {
            $0.updates = { table, predicate, values in
                guard table == .folders || table == .links, values.count > 1,
                    case .anyOf(let column, let ids) = predicate, ids.count > 1
                else { return true }
                predicate = .anyOf(column, [ids[0]])
                return true
            }
        },
    ]

    /// What the core did not do for the sake of the tree is done behind its back.
    @Sendable private static func closeCircles(_ answer: inout Seams.Answered) throws {
        guard answer.operation == .moveExistingItems, answer.status == 200,
            let parent = answer.asked["newParentFolderId"]?.integerValue
        else { return }
        let snapshot = try answer.store.snapshot()
        let above = try LibraryState(stored: snapshot).chain(ofFolder: parent)
        snapshot.close()
        let folders = (answer.asked["folderIds"]?.arrayValue ?? []).compactMap(\.integerValue).filter(above.contains)
        guard !folders.isEmpty else { return }
        try answer.store.write { transaction in
            try transaction.update(
                .folders, where: .anyOf(.folderId, folders.map { .integer($0) }),
                set: [Assignment(.folderParent, .integer(parent))])
        }
    }
}

extension OperationName {
    var isPull: Bool { self == .getUpdates || self == .getTombstones }

    /// It changes fields of rows that are there.
    var isEdit: Bool {
        switch self {
        case .updateFolder, .updateFolderName, .updateFolderNote, .deleteFolderNote, .markFolderAsArchive,
            .markAsRegularFolder, .updateLink, .updateLinkTitle, .updateLinkNote, .archiveLink, .unarchiveLink,
            .updateAPanelName, .renameTag, .moveExistingItems, .archiveMultipleItems, .unarchiveMultipleItems:
            true
        default: false
        }
    }
}
