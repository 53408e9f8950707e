/// A family of released apps that behave alike towards a server (PROTOCOL §7.1).
///
/// Every difference between families is a property here with the section that says so; the rest of the room asks these
/// properties and never compares versions itself.
// swift-format-ignore: AlwaysUseLowerCamelCase
public enum Generation: String, CaseIterable, Sendable {
    /// 0.11.1 and 0.11.2.
    case v0_11 = "0.11"
    case v0_13_7 = "0.13.7"
    case v0_14 = "0.14"
    case v0_15_2 = "0.15.2"
    case v0_16 = "0.16"
    case v0_19 = "0.19"
}

extension Generation: Comparable {
    private var age: Int {
        switch self {
        case .v0_11: 0
        case .v0_13_7: 1
        case .v0_14: 2
        case .v0_15_2: 3
        case .v0_16: 4
        case .v0_19: 5
        }
    }

    public static func < (left: Generation, right: Generation) -> Bool { left.age < right.age }
}

extension Generation {
    /// Tags, `UPDATE_FOLDER` and six lists in a pull (§2.9, §5.1, §7.1).
    public var knowsTags: Bool { self >= .v0_14 }
    /// One route for a folder's name and note instead of two (§2.9).
    public var editsFoldersWhole: Bool { self >= .v0_14 }
    /// Several items at once, moving, copying, marking as root (§2.9).
    public var knowsSeveralItems: Bool { self >= .v0_13_7 }
    /// `FORCE_SET_DEFAULT_FOLDER_TO_INTERNAL_IDS` (§7.1).
    public var knowsForceSet: Bool { self >= .v0_16 }
    /// Deletes everything by GET, without a body, and looks at the status only (§2.7).
    public var deletesEverythingByGet: Bool { self == .v0_11 }

    /// The watermark grows only; older apps overwrite it with whatever comes last (§5.5).
    public var watermarkOnlyGrows: Bool { self >= .v0_16 }
    /// `Accept-Charset` in every request (§1.5).
    public var namesCharset: Bool { self <= .v0_16 }
    /// The next frame cancels the handling of the one before (§4.5).
    public var nextFrameCancels: Bool { self <= .v0_14 }
    /// An unknown operation throws; older apps pass over it (§4.5, §5.7).
    public var unknownOperationThrows: Bool { self >= .v0_16 }
    /// A payload without correlation is foreign; to older apps it is their own (§5.1).
    public var missingCorrelationIsForeign: Bool { self >= .v0_19 }

    /// `UPDATE_LINK` takes the folder's number as a local id and gives default types their own (§6, LDUS:716-723).
    public var takesFolderOfUpdateRaw: Bool { self >= .v0_16 }
    /// An incoming link whose URL is there already is refused, always (§6).
    public var alwaysRefusesSameURL: Bool { self >= .v0_19 }
    /// The same while the user's preference says so (§6).
    public var mayRefuseSameURL: Bool { self >= .v0_13_7 }
    /// Taking a tag off one link takes it off all (F38).
    public var untaggingTakesAll: Bool { self == .v0_14 || self == .v0_15_2 }
    /// Local ids start at 1 again after everything was deleted (F40).
    public var idsStartAgain: Bool { self >= .v0_14 }

    /// Building a request for something that has no remote id throws; older apps send nothing, or -45454 (§5.2, §5.8).
    public var requiresRemoteIDs: Bool { self >= .v0_14 }
    /// The local id of a panel is sent to delete it (§5.8).
    public var deletesPanelsByLocalID: Bool { self <= .v0_13_7 }
    /// `COPY_EXISTING_ITEMS` lists folders flat (§2.8).
    public var copiesFlat: Bool { self >= .v0_16 }
    /// Marking as important sends `UPDATE_LINK` with the flag instead of creating a copy (§5.8).
    public var importantIsAFlag: Bool { self == .v0_11 }

    /// A queued `DELETE_FOLDER` holds the id of a local row that is gone, so it is never sent (§5.6, F19).
    public var losesQueuedFolderDeletions: Bool { self >= .v0_16 }
    /// Unmapped ids and title or note items stop the queue for good (§5.6, F35).
    public var queueMayStick: Bool { self <= .v0_13_7 }
}
