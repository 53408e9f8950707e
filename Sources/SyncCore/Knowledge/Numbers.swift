/// The number that answers and events to a device carry. It never moves its watermark past anything that the device may
/// not have (PROTOCOL F2, F3).
extension StoreTransaction {
    /// - Parameter fresh: a number that nobody was given yet.
    /// - Returns: what the device showed last. Of one that has not shown anything yet: a number that tells it apart once
    ///   it shows it, and until then proves nothing.
    func number(for holder: Holder, fresh: () -> Int64) throws -> Int64 {
        if holder.shown != 0 { return holder.shown }
        let isCurrent =
            try holder.given > 0
            && (holder.token != 0 || holder.given > fact(FactName.lastAnonymousNumber) ?? 0)
        if isCurrent { return holder.given }
        let number = fresh()
        try give(GivenNumber(number: number, holder: holder.id, claim: .unsure))
        try set(.holderGiven, .integer(number), of: holder)
        return number
    }
}
