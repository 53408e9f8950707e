import AppModels

@testable import SyncSimulator

/// Devices, libraries and ledgers as tests make them by hand.
enum HandMade {
    static func history(
        generations: [Generation] = [.v0_19, .v0_19], clock: WrongClock = WrongClock(), hasOwnToken: Bool = true
    ) -> History {
        var history = History(seed: 1)
        history.deeds = []
        history.dials = .healthy
        history.apps = generations.enumerated().map { number, generation in
            AppPlan(
                name: "app\(number)", generation: generation, correlationId: "correlation-\(number)",
                hasOwnToken: hasOwnToken, address: "10.0.0.\(number)", clock: clock)
        }
        return history
    }

    static func device(_ history: History = history(), _ index: Int = 0) -> Device {
        let device = Device(index, history.apps[index], seed: 1)
        device.isConfigured = true
        return device
    }

    /// Lets an app do its first sync and answers its pull with this.
    static func pull(_ updates: String, into device: Device) {
        device.app.connect(nowSeconds: 1_700_000_000)
        for _ in 0..<20 {
            for request in device.app.takeRequests() {
                device.app.receive(
                    .answered(status: 200, body: Array(updates.utf8)), for: request.ticket, nowSeconds: 1_700_000_000)
            }
            device.app.runLocally(nowSeconds: 1_700_000_000)
        }
    }

    static func updates(folders: String = "", links: String = "", tags: String = "") -> String {
        "{\"links\":[\(links)],\"folders\":[\(folders)],\"panels\":[],\"panelFolders\":[],\"tags\":[\(tags)],"
            + "\"linkTags\":[]}"
    }

    static func folder(_ id: Int, _ name: String, parent: Int? = nil) -> String {
        let parent = parent.map { "\($0)" } ?? "null"
        return "{\"id\":\(id),\"name\":\"\(name)\",\"note\":\"\",\"parentFolderId\":\(parent),\"isArchived\":false,"
            + "\"eventTimestamp\":1700000000}"
    }

    static func link(_ id: Int, _ title: String, folder: Int) -> String {
        "{\"id\":\(id),\"linkType\":\"FOLDER_LINK\",\"title\":\"\(title)\",\"url\":\"https://a.example/\(title)\","
            + "\"baseURL\":\"a.example\",\"imgURL\":\"\",\"note\":\"\",\"idOfLinkedFolder\":\(folder),"
            + "\"userAgent\":null,\"markedAsImportant\":false,\"mediaType\":\"IMAGE\",\"eventTimestamp\":1700000000,"
            + "\"linkTags\":[]}"
    }
}

extension [Finding] {
    var broken: Set<Guarantee> {
        Set(compactMap { if case .violation(let violation) = $0 { violation.guarantee } else { nil } })
    }

    var excuses: Set<Excuse> {
        Set(compactMap { if case .excused(let excuse) = $0 { excuse } else { nil } })
    }
}
