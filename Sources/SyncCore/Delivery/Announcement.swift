public import SyncModel
import Synchronization

/// One event on its way to the sockets. It is encoded only where somebody listens, and once for all of them: only the
/// number between the pieces of the text differs (``EventText``).
public final class Announcement: Sendable {
    /// The installation whose write this was.
    let author: Correlation
    /// Whose token it came with.
    let asker: Asker
    public let operation: OperationName
    /// The stamp of the write.
    public let stamp: Int64
    /// Only this device is to hear of it, though it is its own write: its picture differs from ours.
    let onlyFor: Int64?
    /// The row that it makes where it is applied; applied twice it makes two.
    let makes: RowName?
    /// The tag that it renames or deletes: where it is not known, apps throw (PROTOCOL F15).
    let tag: ToldTag?
    /// Says what another event has said already, to those who misunderstood it.
    private let isCourtesy: Bool
    private let content: Content
    private let text = Mutex<EventText?>(nil)
    private let namelessText = Mutex<EventText?>(nil)

    enum Content: Sendable {
        case payload(any Payload)
        /// Of a write that another process made.
        case foreign(Foreign)
    }

    /// What another process has told its own sockets.
    struct Foreign: Sendable {
        let text: EventText
        let nameless: EventText
        let rowsTold: [RowName]?
        let rowsOfUnknown: [RowName]
        let rowsReferredTo: [RowName]
    }

    init(
        _ operation: OperationName, _ content: Content, by author: Correlation, asker: Asker, stamp: Int64,
        onlyFor: Int64? = nil, makes: RowName? = nil, tag: ToldTag? = nil, isCourtesy: Bool = false
    ) {
        self.isCourtesy = isCourtesy
        self.operation = operation
        self.content = content
        self.author = author
        self.asker = asker
        self.stamp = stamp
        self.onlyFor = onlyFor
        self.makes = makes
        self.tag = tag
    }

    /// The frame, less its number.
    public var encoded: EventText {
        switch content {
        case .payload(let payload): Self.kept(text) { payload.event(operation) }
        case .foreign(let foreign): foreign.text
        }
    }

    /// The same for a device that bears the author's name without being it (a copied profile): apps take what carries
    /// their own name for an echo.
    public var encodedWithoutName: EventText {
        switch content {
        case .foreign(let foreign): foreign.nameless
        case .payload(var payload):
            Self.kept(namelessText) {
                payload.correlation = .anonymous
                return payload.event(operation)
            }
        }
    }

    /// Made when it is first asked for.
    private static func kept(_ text: borrowing Mutex<EventText?>, _ make: () -> EventText) -> EventText {
        text.withLock { text in
            if let text { return text }
            let made = make()
            text = made
            return made
        }
    }

    /// Rows of which an app that does not know the operation has not heard now.
    var rowsOfUnknown: [RowName] {
        switch content {
        case .foreign(let foreign): return foreign.rowsOfUnknown
        case .payload(let payload):
            guard operation.isUnknownBefore012, !isCourtesy, payload is any OfSeveral else { return [] }
            return payload.rowsTold ?? []
        }
    }

    /// Rows of which an app that dropped this has not heard; `nil` where they can't be named.
    var rowsTold: [RowName]? {
        switch content {
        case .foreign(let foreign): foreign.rowsTold
        case .payload(let payload): payload.rowsTold
        }
    }

    /// Rows that it refers to: an app that lacks one applies it wrongly.
    var rowsReferredTo: [RowName] {
        switch content {
        case .foreign(let foreign): foreign.rowsReferredTo
        case .payload(let payload): payload.rowsReferredTo
        }
    }

    /// A deletion of several items, with each folder in an event of its own; `nil` for anything else.
    var folderByFolder: [Announcement]? {
        guard operation == .deleteMultipleItems, let rows = rowsTold else { return nil }
        let folders = rows.filter { $0.kind == .folders }
        guard !folders.isEmpty else { return nil }
        var links = SeveralItems()
        links.linkIds = rows.filter { $0.kind == .links }.map { LinkID($0.id) }
        return folders.map { folder in
            var payload = FolderReference()
            payload.id = FolderID(folder.id)
            return said(.deleteFolder, payload)
        } + (links.linkIds.isEmpty ? [] : [said(operation, links)])
    }

    /// The same author's, in other words.
    private func said(_ operation: OperationName, _ payload: any Payload) -> Announcement {
        var payload = payload
        payload.correlation = author
        return Announcement(operation, .payload(payload), by: author, asker: asker, stamp: stamp, onlyFor: onlyFor)
    }

    /// Brings rows by making the app pull: the number must be one that was given in a pair.
    var isDoorbell: Bool { operation == .copyExistingItems }
}

/// A tag that an event renames or deletes, and who must know it.
struct ToldTag: Sendable, Equatable {
    let id: Int64
    /// The stamp of its making.
    let birth: Int64
    /// The device that made it; 0 when nobody can say.
    let maker: Int64
    /// The maker has named it since: it has learned its id.
    let isNamed: Bool
}
