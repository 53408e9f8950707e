/// Draws ids out of a database.
struct ActionChoice<Random: RandomNumberGenerator> {
    let library: LocalLibrary
    let touchesUnsynced: Bool
    var random: Random

    /// - Parameter matches: what may be drawn.
    mutating func one<Row: LocalRow>(_ rows: [Row], where matches: (Row) -> Bool = { _ in true }) -> Row? {
        rows.filter { (touchesUnsynced || $0.remoteId != nil) && matches($0) }.randomElement(using: &random)
    }

    /// Up to three, in the order of the table.
    mutating func some<Row: LocalRow>(_ rows: [Row], where matches: (Row) -> Bool = { _ in true }) -> [Int64] {
        let possible = rows.filter { (touchesUnsynced || $0.remoteId != nil) && matches($0) }.map { $0.localId }
        let count = Int.random(in: 0...3, using: &random)
        return possible.shuffled(using: &random).prefix(count).sorted()
    }

    mutating func tags() -> [Int64] { Bool.random(using: &random) ? [] : Array(some(library.tags).prefix(2)) }

    mutating func folder() -> LocalFolder? { one(library.folders) }

    mutating func link(of kinds: LinkKind...) -> LocalLink? {
        one(library.links) { kinds.isEmpty || kinds.contains($0.kind) }
    }

    /// Links and folders, at least one; `nil` when nothing was drawn.
    mutating func items(
        links: (LocalLink) -> Bool = { _ in true }, folders: (LocalFolder) -> Bool = { _ in true }
    ) -> (links: [Int64], folders: [Int64])? {
        let drawn = (links: some(library.links, where: links), folders: some(library.folders, where: folders))
        return drawn.links.isEmpty && drawn.folders.isEmpty ? nil : drawn
    }

    /// Items, and a folder that is not one of them nor below one.
    mutating func transfer() -> (links: [Int64], folders: [Int64], into: Int64)? {
        guard let destination = folder()?.localId else { return nil }
        let tree = library
        guard let drawn = items(folders: { !tree.tree($0.localId).contains(destination) }) else { return nil }
        return (drawn.links, drawn.folders, destination)
    }
}
