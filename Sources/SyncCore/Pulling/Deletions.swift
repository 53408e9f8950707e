import JSONText
import SyncModel

/// The deletions of a list, from the tombstones: in their order, those of tags apart.
struct Deletions {
    private var entries: [ListEntry] = []
    let pairs: PanelPairs
    private var tagEntries: [ListEntry] = []
    /// Of these, one that the device made and may have twice.
    private var hasTwofoldTag = false
    private let standing: Standing

    /// What may stand in the list. The original leaves more, which no app knows (PROTOCOL §2.4), and `DELETE_EVERYTHING`
    /// would also wipe what a device has not sent yet (F14).
    private static let told: Set<OperationName> = [
        .deleteFolder, .deleteALink, .deleteDuplicateLinks, .deleteAPanel, .deleteAFolderFromAPanel,
        .deleteAFolderFromAllPanels, .deleteMultipleItems, .deleteTag,
    ]

    init(_ store: any StoreReading, _ standing: Standing) throws {
        self.standing = standing
        let after = standing.doubtsEverything ? 0 : standing.claim.listThrough
        let pairsAfter = min(after, try PanelPairs.toldAfter(standing, store))
        pairs = try PanelPairs(deletedAfter: pairsAfter, store)
        let rows = try store.rows(
            Query(
                .tombstones, [.tombstoneStamp, .tombstoneOperation, .tombstonePayload],
                where: .after(.tombstoneStamp, pairsAfter), order: [.tombstoneStamp, .tombstoneId]))
        while try rows.advance() {
            guard let operation = OperationName(rawValue: rows.text(1)), Self.told.contains(operation),
                rows.integer(0) > after || PanelPairs.operations.contains(operation),
                let payload = StoredPayload(rows.text(2))
            else { continue }
            try add(ListEntry(operation: operation, stamp: rows.integer(0), payload: payload), store)
        }
    }

    /// A tag is deleted only where it may be: the doorbell before brings it back where it is not, but those are many.
    private mutating func add(_ entry: ListEntry, _ store: any StoreReading) throws {
        var entry = entry
        // An app takes what carries its own name for the echo of what it did itself.
        if standing.mayBear(entry.payload.correlation), !standing.isAnonymous { entry.payload.correlation = nil }
        guard entry.operation == .deleteTag else {
            entries.append(entry)
            if standing.isAnonymous, !standing.mayBeUnknown, entry.isNamed { entries += saidInNoName(entry) }
            return
        }
        guard let id = (entry.payload as? StoredPayload)?.id else { return }
        let history = try store.histories(.tags, [id])[id]
        let isOwn = history?.maker == standing.id && standing.id != 0
        guard isOwn || standing.mayHaveTag(birth: history?.birth ?? 0) else { return }
        tagEntries.append(entry)
        if isOwn && !standing.asker.isKnown { hasTwofoldTag = true }
    }

    /// - Parameter mayHide: something on the device may lie in the folder -45454, where moves put what they can't place:
    ///   the deletion of several items would take that away too, if one of its folders is not known (PROTOCOL §6).
    func entries(mayHide: Bool) -> [ListEntry] {
        entries.flatMap { entry in
            guard entry.operation == .deleteMultipleItems else { return [entry] }
            // Apps up to 0.11.2 know deletions of one thing only.
            let one = mayHide || !standing.knowsSeveral ? each(of: entry) : []
            return mayHide ? one : one + [entry]
        }
    }

    /// The same of whom nobody can say whether it is the author's device. Several items one by one, since those that are
    /// gone by then are not known.
    private func saidInNoName(_ entry: ListEntry) -> [ListEntry] {
        guard entry.operation != .deleteMultipleItems else { return each(of: entry) }
        return [entry.inNoName]
    }

    /// For whoever shows no number and has none but the shared token: it may be a device that has nothing, or one that was
    /// killed between a row that a socket brought and the number that came with it. One by one, by id and in nobody's
    /// name: that does nothing, and moves no watermark, where the row is not. What was taken out of panels is not said: it
    /// may have been put in again, and the rows of this start bring that.
    var ofUnknown: [ListEntry] {
        entries.filter { !PanelPairs.operations.contains($0.operation) }
            .flatMap { entry in Self.ofSeveral.contains(entry.operation) ? each(of: entry) : [entry.inNoName] }
    }

    private static let ofSeveral: Set<OperationName> = [.deleteMultipleItems, .deleteDuplicateLinks]

    private func each(of entry: ListEntry) -> [ListEntry] {
        guard let items = entry.payload as? StoredPayload else { return [] }
        return items.ids("folderIds").map { deletion(.deleteFolder, FolderReference.self, $0) }
            + items.ids("linkIds").map { deletion(.deleteALink, LinkReference.self, $0) }
    }

    var hasFolders: Bool {
        entries.contains { $0.operation == .deleteFolder || $0.operation == .deleteMultipleItems }
    }

    func tags(through: Int64) -> [ListEntry] { tagEntries.filter { $0.stamp <= through } }

    /// These deletions of tags once more for whom nobody knows by name: if they are its own it has passed over them. And for
    /// the maker of one under the shared token, who may have been sent it when nobody knew yet whose pull that was, and have
    /// it twice (PROTOCOL F41): each deletion takes away one of the two. All of them, since all are brought back once more.
    func again(_ tags: [ListEntry]) -> [ListEntry] {
        let isPassedOver = standing.isAnonymous && tags.contains(where: \.isNamed)
        return isPassedOver || (hasTwofoldTag && !tags.isEmpty) ? tags.map(\.inNoName) : []
    }

    /// Rows that a device still has by mistake.
    mutating func addGraves(_ graves: [RowName]) {
        for grave in graves {
            switch grave.kind {
            case .folders: entries.append(deletion(.deleteFolder, FolderReference.self, grave.id))
            case .links: entries.append(deletion(.deleteALink, LinkReference.self, grave.id))
            case .panels: entries.append(deletion(.deleteAPanel, PanelReference.self, grave.id))
            case .tags where !tagEntries.contains { $0.tag == grave.id }:
                var entry = deletion(.deleteTag, TagReference.self, grave.id)
                entry.stamp = standing.doubts.first { $0.kind == .tags && $0.row == grave.id }?.stamp ?? entry.stamp
                tagEntries.append(entry)
            case .tags, .panelFolders: break
            }
        }
    }

    private func deletion<ID: RowID>(_ operation: OperationName, _: Reference<ID>.Type, _ id: Int64) -> ListEntry {
        var reference = Reference<ID>()
        reference.id = ID(id)
        return ListEntry(operation: operation, stamp: standing.claim.listThrough, payload: reference)
    }
}

extension ListEntry {
    /// It names its author, who may be the receiver.
    fileprivate var isNamed: Bool { payload.correlation.map { $0.id != Correlation.anonymous.id } ?? false }

    fileprivate var inNoName: ListEntry {
        var entry = self
        entry.payload.correlation = nil
        return entry
    }
}

extension Standing {
    /// Whether this may be the name that the device goes by. One that has not told its name may have any, also where its
    /// token is known: profiles are copied.
    fileprivate func mayBear(_ name: Correlation?) -> Bool {
        guard let own = holder?.correlation, !own.isEmpty else { return true }
        return name?.id == own
    }
}

/// A payload as a tombstone keeps it: its members in their order, whatever they are.
struct StoredPayload: Payload {
    private var members: [JSONMember] = []

    init() {}

    init?(_ text: String) {
        guard let json = try? JSONReader.read(Array(text.utf8)), case .object(let members) = json else { return nil }
        self.members = members
    }

    var id: Int64? { members.first { $0.key == "id" }?.value.integerValue }

    func ids(_ key: String) -> [Int64] {
        (members.first { $0.key == key }?.value.arrayValue ?? []).compactMap(\.integerValue)
    }

    var correlation: Correlation? {
        get { members.first { $0.key == "correlation" }.flatMap { try? Correlation(json: $0.value) } }
        set { set("correlation", newValue.map(Self.json) ?? .null) }
    }

    var eventTimestamp: Int64 {
        get { members.first { $0.key == "eventTimestamp" }?.value.integerValue ?? 0 }
        set { set("eventTimestamp", .integer(newValue)) }
    }

    private mutating func set(_ key: String, _ value: JSONValue) {
        members = members.map { $0.key == key ? JSONMember(key, value) : $0 }
    }

    private static func json(_ correlation: Correlation) -> JSONValue {
        .object([
            JSONMember("id", .string(correlation.id)), JSONMember("clientName", .string(correlation.clientName)),
        ])
    }

    func write(to writer: inout JSONWriter) { writer.value(.object(members)) }

    mutating func visitFields(_ visitor: inout some FieldVisitor) throws(FieldError) {}
}
