import AppModels

extension World {
    /// The browser extension saves a link, or makes a folder: one request with a correlation of its own, no repetition
    /// (PROTOCOL §7.1).
    func extend(_ seed: UInt64) {
        var dice = Dice(seed: seed)
        var model = Extension(seed: seed)
        let folders = knownRows(.folder).sorted()
        let folder = folders.isEmpty || dice.happens(0.4) ? nil : dice.pick(folders)
        let seconds = nowMilliseconds / 1_000
        let number = seed % 1_000_000
        let app =
            dice.happens(0.2)
            ? model.createFolder(name: "extension-f\(number)", parent: folder, nowSeconds: seconds)
            : model.saveLink(
                url: "https://extension.example/\(number)", title: "extension-l\(number)", note: "", folder: folder,
                nowSeconds: seconds)
        let request = WireRequest(app)
        let ticket = add(
            Exchange(sender: .nobody, device: -1, request: request, sentMilliseconds: nowMilliseconds))
        ledger.sentByExtension(request, ticket: ticket, nowMilliseconds: nowMilliseconds)
        script.note(nowMilliseconds, "the extension: \(request.path)")
        arrive(ticket, after: dice.between(5...80))
    }

    /// What a page or a stranger may name: of a real process only what it told of is known before the end.
    func knownRows(_ kind: RowKind) -> Set<Int64> { real == nil ? server.library().ids(kind) : ledger.toldRows(kind) }
}
