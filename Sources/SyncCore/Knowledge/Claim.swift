/// What whoever shows a number as its watermark is known to have (PROTOCOL T7).
///
/// Every number that leaves this server in an answer, a row or an event was given to one device only and is written
/// down with what it proves. So a watermark is a key, not a time: nothing is skipped because of it (F1–F4).
struct Claim: Sendable, Equatable {
    /// All rows stamped up to here were applied.
    var rowsThrough: Int64
    /// The list of deletions and edits (``GET_TOMBSTONES``) was applied up to here.
    var listThrough: Int64
    /// The states of the newest rows and list that were applied: less than the above where sockets brought the rest.
    /// They settle doubts, which sockets do not.
    var rowsMade: Int64
    var listMade: Int64
    /// Nothing else is there. An unsure holder may have any row, and is told everything in ways that can be repeated.
    var isSure: Bool

    /// A device that has nothing.
    static let nothing = Claim(rowsThrough: 0, listThrough: 0, rowsMade: 0, listMade: 0, isSure: true)
    /// A device of which nothing is known.
    static let unsure = Claim(rowsThrough: 0, listThrough: 0, rowsMade: 0, listMade: 0, isSure: false)
}

/// What a number was given for.
enum ClaimPurpose: Int64, CaseIterable, Sendable {
    case watermark
    /// The number before the one in a doorbell that brings tags back for their deletion (F15). Instead of rows that
    /// were made it tells how much was sent to the device by then.
    case tagsToDelete
    /// The end of a list, while rows were sent too: who shows it has not shown that it applied those.
    case list
    /// The same, given to who had shown such an end already.
    case listAgain
    /// A doorbell's, or that of the rows that it brought: who shows it has not shown that it started since.
    case doorbell
    /// The number before a doorbell's, which the pull shows that it causes.
    case ring

    var isOfDoorbell: Bool { self == .doorbell || self == .ring }
}

/// A number that was given, to whom, and what it proves.
struct GivenNumber: Sendable {
    let number: Int64
    let holder: Int64
    var claim: Claim
    var purpose = ClaimPurpose.watermark
}

extension StoreReading {
    func given(_ number: Int64) throws -> GivenNumber? {
        let query = Query(
            .claims,
            [
                .claimHolder, .claimRows, .claimList, .claimIsSure, .claimServes, .claimRowsMade, .claimListMade,
            ],
            where: .equals(.claimNumber, .integer(number)))
        return try first(query) { row in
            GivenNumber(
                number: number, holder: row.integer(0),
                claim: Claim(
                    rowsThrough: row.integer(1), listThrough: row.integer(2), rowsMade: row.integer(5),
                    listMade: row.integer(6), isSure: row.boolean(3)),
                purpose: ClaimPurpose(rawValue: row.integer(4)) ?? .watermark)
        }
    }
}

extension StoreTransaction {
    func give(_ given: GivenNumber) throws {
        try insert(
            .claims,
            [
                Assignment(.claimNumber, .integer(given.number)), Assignment(.claimHolder, .integer(given.holder)),
                Assignment(.claimRows, .integer(given.claim.rowsThrough)),
                Assignment(.claimList, .integer(given.claim.listThrough)),
                Assignment(.claimIsSure, .boolean(given.claim.isSure)),
                Assignment(.claimServes, .integer(given.purpose.rawValue)),
                Assignment(.claimRowsMade, .integer(given.claim.rowsMade)),
                Assignment(.claimListMade, .integer(given.claim.listMade)),
            ])
    }

    /// Everything stamped up to `through` reached the device, in order, after all up to a base had: claims that prove
    /// the latter prove the former too. But what a doorbell is to bring was settled with its list, and what is put into
    /// a row, or said of one, builds on the rows: who has not shown those has passed over it, although it goes into the
    /// list.
    func extendClaims(of holder: Int64, rowsBase: Int64, listBase: Int64, through: Int64) throws {
        let haveRows = Predicate.after(.claimRows, rowsBase - 1)
        for (column, hasBase) in [
            (Column.claimList, .and([haveRows, .after(.claimList, listBase - 1)])), (.claimRows, haveRows),
        ] {
            try update(
                .claims,
                where: .and([
                    .equals(.claimHolder, .integer(holder)), hasBase,
                    .equals(.claimIsSure, .boolean(true)),
                    .anyOf(
                        .claimServes,
                        ClaimPurpose.allCases.filter { $0 != .tagsToDelete }.map { .integer($0.rawValue) }),
                ]),
                set: [Assignment(column, .integer(through))])
        }
    }
}
