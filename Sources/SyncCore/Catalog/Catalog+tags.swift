import SyncModel

extension Catalog {
    /// PROTOCOL §2.5.
    static let tagWrites: [WriteOperation] = [
        .creation(
            NewTag.self, .tagName,
            row: { [Assignment(.tagName, .text($0.name))] },
            says: { "Tag created successfully with the id = \($1)" },
            tells: { tag($0, id: $1) },
            renames: { .tookPlace(.renameTag, renamed($0, id: $1)) }),
        .edit(
            .renameTag, takes: RenameTag.self, .tagName,
            rows: { [$0.id.number] },
            sets: { [Assignment(.tagName, .text($0.newName))] },
            says: { request, _ in "Tag renamed to \(request.newName)" }),
        .removal(
            .deleteTag, takes: TagReference.self, .tags,
            rows: { request, _ in [request.id.number] },
            says: { _ in "Tag has been deleted." }),
    ]

    private static func renamed(_ request: NewTag, id: Int64) -> RenameTag {
        var rename = RenameTag()
        rename.id = TagID(id)
        rename.newName = request.name
        rename.correlation = request.correlation
        return rename
    }

    private static func tag(_ request: NewTag, id: Int64) -> WholeTag {
        var whole = WholeTag()
        whole.id = TagID(id)
        whole.name = request.name
        whole.correlation = request.correlation
        return whole
    }
}
