/// What the server promises.
public enum Guarantee: String, CaseIterable, Sendable, Hashable {
    case nothingSkipped = "G1"
    case nothingDoubled = "G2"
    case nothingWedges = "G3"
    case latestEditWins = "G4"
    case durable = "G5"
    case everyGeneration = "G6"
    case treeStaysTree = "G7"
    case quiet = "G8"
    /// Nothing has an effect, and nothing is told, without a token that is good for it (SYNC §4).
    case onlyByToken = "token"
    /// What the server keeps in memory and in its tables is bounded by what it was asked (SYNC §4).
    case bounded = "bounds"
}

/// Something that must not be.
public struct Violation: Sendable, Hashable {
    public let guarantee: Guarantee
    /// One sentence: what is wrong where.
    public let what: String

    init(_ guarantee: Guarantee, _ what: String) {
        self.guarantee = guarantee
        self.what = what
    }
}

/// Why a difference is nothing that a server could mend, by what happened and not by what it looks like.
public enum Excuse: String, CaseIterable, Sendable, Hashable {
    /// A queued deletion of a folder is never sent (PROTOCOL F19).
    case queuedFolderDeletion = "F19 queued folder deletion"
    /// The app threw, or sent nothing, and told nobody (F20).
    case neverSent = "F20 never sent"
    /// The app sent a local id, or one that names nothing (F17).
    case sentLocalId = "F17 local id sent"
    /// Created and deleted again before the server had answered; the deletion is never sent (F7).
    case deletedBeforeSynced = "F7 deleted before synced"
    /// The row was gone from the app before its queued creation was answered: the item is sent for ever and the answer
    /// never taken (§5.6, F7).
    case createdForEver = "F7 created for ever"
    /// The app died with the request on its way; nothing entered its queue.
    case diedOnTheWay = "app died with the request on its way"
    /// The app died when it had deleted a panel and not yet its entries, which it finds by the panel: nobody sees them
    /// any more, and no operation names them (§6).
    case diedDeletingPanel = "§6 app died between a panel and its entries"
    /// Its user deleted a folder just when the app was putting it into a panel, as it was told to: it had looked the folder
    /// up before, and nothing names the entry by a folder that is gone (§6).
    case enteredWhileDeleted = "§6 entry of a folder that was just deleted"
    /// It waits in the app's queue for ever (F35).
    case stuckInQueue = "F35 stuck in the queue"
    /// The source of a copy was deleted before the copy arrived: the new row is the app's alone until a sync by hand
    /// pushes it (§5.3).
    case copiedWhatWasGone = "§5.6 copied what was gone by then"
    /// The folder that a copy was to go into was deleted in the app before the copy was sent: it waits for ever, and what
    /// was moved out of there is the app's alone until a sync by hand pushes it (§5.3, §5.6).
    case copiedIntoWhatWasGone = "§5.6 copied into what was gone before it was sent"
    /// Local ids start again after a wipe, and an answer that was on its way named another row (F40).
    case localIdAgain = "F40 local id used again"
    /// Everything was deleted, what was not sent included (F14).
    case wiped = "F14 wiped with everything"
    /// The answer to a pull that a list told the app to make was lost, and the list went on (F15).
    case lostWithinList = "F15 rows lost in the middle of a list"
    /// The app was synced by hand while an answer with rows was late, and applied both answers at one moment: it looks for
    /// rows that it has one by one (§5.4). That the first would not come any more was as likely.
    case answeredLate = "§5.4 a late answer and one that was asked for meanwhile"
    /// Its user deleted the tag, or everything, and the request was lost or late, or nobody could write it down: until it
    /// is heard the server tells of a tag that is not there any more, and the app throws (F15).
    case deletionUnheard = "F15 own deletion of a tag lost, late or not written down"
    /// Its user deleted a tag while a frame or a list that tells of it was on its way, or being applied, and the app throws
    /// (F15): that had left before the deletion came.
    case toldBeforeDeleted = "F15 told of a tag before its own deletion came"
    /// The parent had no remote id when the child was sent (F21).
    case parentUnsynced = "F21 parent unsynced"
    /// A creation was carried out, the app never knew, and the row was edited before it was sent again: nothing that both
    /// requests have in common names it (F5).
    case editedBeforeSynced = "F5 edited before it was sent again"
    /// Two actions of a user in one second are one request, sent twice.
    case equalBytes = "two actions in the same bytes"
    /// Apps from 0.17 on, and those that were told to, keep one of several equal URLs in a place (§6).
    case equalURL = "§6 equal URL kept once"
    /// Up to 0.11.2 a folder's place comes by its row alone, and its maker, who sent the creation again at the last
    /// start but one, would have it twice, had the answer been lost: until the last start nobody can know (F41).
    case learnedLate = "F41 own folder of 0.11 sent again a start ago"
    /// Under the shared token an unknown device pulls, and then turns out to have made some of what it was sent (F41), or of
    /// what was deleted (F15).
    case pulledUnknown = "F41 pulled unknown under the shared token"
    /// Two devices bear one name and have no tokens of their own: whatever one of them sends or asks for, the other could
    /// send or ask for in the same bytes.
    case copiedProfile = "copied profile under the shared token"
    /// Taking a tag off one link takes it off all, on that device only (F38).
    case untaggedEverywhere = "F38 tag off all links"
    /// No request of that app ever told its clock (SYNC §5).
    case clockUnknown = "SYNC §5 clock unknown"
    /// A whole row put a field back to what it was before, on a device that may not have heard of the change (F9).
    case putBack = "F9 put back by a whole row"
    /// An edit of a whole link says when the app last heard of it (PROTOCOL §5.8), and came while the app may have been
    /// pushing its queue, as far as a server can know that started a moment ago: one that waited there since then comes
    /// in the same bytes at the same moment.
    case datedByNews = "§5.8 dated by the last news of it"
    /// Its clock, or the server's, stood still or was set while it was used: no offset is its own.
    case clockChanged = "SYNC §5 clock changed"
}
