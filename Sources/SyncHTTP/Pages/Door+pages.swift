import SyncCore
import SyncModel
import Transport

extension Door {
    func answer(with page: Page, to head: RequestHead) -> Answer {
        switch page {
        case .serverIsConfigured:
            .reply(
                .html(
                    ServerIsConfiguredPage(
                        version: services.version, address: ShownAddress(head)?.text,
                        hasCertificates: services.certificates != nil
                    ).html))
        case .certificates: .reply(certificatesPage())
        case .browserExtension: elsewhere { extensionPage() }
        }
    }

    private func extensionPage() -> HTTPReply {
        do {
            let snapshot = try services.store.snapshot()
            defer { snapshot.close() }
            return .html(ExtensionPage(folders: try ShownFolders(snapshot)).html)
        } catch {
            return HTTPReply(error as? StoreError ?? StoreError(.mistaken, ""))
        }
    }
}

/// Text made safe for HTML.
func escaped(_ text: String) -> String {
    var html = ""
    for character in text {
        switch character {
        case "&": html += "&amp;"
        case "<": html += "&lt;"
        case ">": html += "&gt;"
        case "\"": html += "&quot;"
        case "'": html += "&#39;"
        default: html.append(character)
        }
    }
    return html
}
