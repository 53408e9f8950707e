public import SyncModel

/// What a write did, in the terms of the library. How installations are told of it is decided in
/// `Happening+announcements.swift`, not by the operation that did it.
public enum Happening: Sendable {
    /// The operation took place as its payload says, and its event says all of it.
    case tookPlace(OperationName, any Payload)
    case folderUpdated(before: WholeFolder, after: WholeFolder)
    /// A folder as it is now, whatever it was.
    case folderIs(WholeFolder)
    /// A link as it is now. Apps from 0.16 on misfile a folder's link at this event (PROTOCOL F16).
    case linkUpdated(WholeLink)
    /// Items are in a folder or collection now.
    case moved(MoveItems)
    case panelEmptied(PanelID, folders: [FolderID], by: Correlation?)
}
