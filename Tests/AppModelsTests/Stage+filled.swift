import Testing

@testable import AppModels

extension Stage {
    /// An app with a folder (remote 101), a link in it (103), a tag (102) and a panel (104); local ids are all 1.
    static func filled(_ generation: Generation) throws -> Stage {
        let stage = try Stage.connected(generation)
        try stage.perform(.createFolder(name: "f", note: "n", parent: nil), "/CREATE_FOLDER", stage.newItem(101, 1))
        if generation.knowsTags { try stage.perform(.createTag(name: "t"), "/CREATE_TAG", stage.newItem(102, 2)) }
        try stage.perform(
            .createLink(kind: .folder, folder: 1, url: "https://a.example.org/", title: "l", note: "n", tags: []),
            "/CREATE_A_NEW_LINK", stage.newItem(103, 3))
        try stage.perform(.addPanel(name: "p"), "/ADD_A_NEW_PANEL", stage.newItem(104, 4))
        return stage
    }

    /// The app is opened anew; only the queue's requests are left to answer.
    func reopen() throws {
        app.kill()
        app.start(nowSeconds: nowSeconds)
        try answer("/TEST_BEARER")
        try lose("/GET_TOMBSTONES")
        try lose("/GET_UPDATES")
    }
}
