public import JSONText
import SyncModel

/// A frame that came: an operation with its payload, and nothing else.
public struct EventFrame: Equatable {
    public let operation: String
    public let payload: JSONValue

    /// - Throws: ``GrammarError`` when the text is not what apps can read (PROTOCOL §4.3).
    public init(text: String) throws {
        let value: JSONValue
        do {
            value = try JSONReader.read(Array(text.utf8))
        } catch {
            throw GrammarError("a frame that is no JSON (\(error)): \(InWords.shorten(text))")
        }
        guard value.members.count == 2, let operation = value["operation"]?.stringValue,
            let payload = value["payload"], case .object = payload
        else { throw GrammarError("a frame without exactly operation and payload: \(InWords.shorten(text))") }
        self.operation = operation
        self.payload = payload
    }

    /// Settings of a state, which an app may be told again without harm and which may go along with others (README §4).
    private static let repeatable: Set<OperationName> = [
        .updateFolder, .updateFolderName, .updateFolderNote, .deleteFolderNote, .markFolderAsArchive,
        .markAsRegularFolder, .markFoldersAsRoot, .changeParentFolder, .updateLink, .updateLinkTitle, .updateLinkNote,
        .updateUserAgent, .updateLinkedFolderId, .archiveLink, .unarchiveLink, .archiveMultipleItems,
        .unarchiveMultipleItems, .moveExistingItems, .updateAPanelName, .renameTag, .forceSetDefaultFolderToInternalIds,
    ]

    var isRepeatable: Bool { OperationName(rawValue: operation).map(Self.repeatable.contains) ?? false }

    /// Whether it tells a device of what that device did itself.
    func isEcho(to correlationID: JSONValue?) -> Bool {
        guard let correlationID else { return false }
        return payload["correlation"]?["id"] == correlationID
    }
}
