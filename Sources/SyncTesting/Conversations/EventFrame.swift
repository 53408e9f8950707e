public import JSONText

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
    private static let repeatable: Set<String> = [
        "UPDATE_FOLDER", "UPDATE_FOLDER_NAME", "UPDATE_FOLDER_NOTE", "DELETE_FOLDER_NOTE", "MARK_FOLDER_AS_ARCHIVE",
        "MARK_AS_REGULAR_FOLDER", "MARK_FOLDERS_AS_ROOT", "CHANGE_PARENT_FOLDER", "UPDATE_LINK", "UPDATE_LINK_TITLE",
        "UPDATE_LINK_NOTE", "UPDATE_USER_AGENT", "UPDATE_LINKED_FOLDER_ID", "ARCHIVE_LINK", "UNARCHIVE_LINK",
        "ARCHIVE_MULTIPLE_ITEMS", "UNARCHIVE_MULTIPLE_ITEMS", "MOVE_EXISTING_ITEMS", "UPDATE_A_PANEL_NAME",
        "RENAME_TAG", "FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS",
    ]

    var isRepeatable: Bool { Self.repeatable.contains(operation) }

    /// Whether it tells a device of what that device did itself.
    func isEcho(to correlationID: JSONValue?) -> Bool {
        guard let correlationID else { return false }
        return payload["correlation"]?["id"] == correlationID
    }
}
