public import JSONText

/// Where a link lives: in a folder, or in one of the default collections (PROTOCOL §0.3).
public enum LinkType: String, Sendable, CaseIterable, WireField {
    case saved = "SAVED_LINK"
    case folder = "FOLDER_LINK"
    case history = "HISTORY_LINK"
    case important = "IMPORTANT_LINK"
    case archive = "ARCHIVE_LINK"

    /// The number that apps from 0.16 on give this collection in place of a folder; `nil` for links in folders.
    public var collection: FolderID? {
        switch self {
        case .saved: FolderID(-2)
        case .important: FolderID(-3)
        case .archive: FolderID(-4)
        case .history: FolderID(-5)
        case .folder: nil
        }
    }
}

public enum MediaType: String, Sendable, CaseIterable, WireField {
    case image = "IMAGE"
    case gif = "GIF"
    case video = "VIDEO"
}

extension WireField where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var kindInWords: String {
        "one of " + allCases.map(\.rawValue).joined(separator: ", ")
    }

    public init(json: JSONValue) throws(FieldError) {
        guard case .string(let word) = json else { throw FieldError(json, isNo: Self.kindInWords) }
        guard let value = Self(rawValue: word) else { throw FieldError("must be \(Self.kindInWords)") }
        self = value
    }

    public func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
