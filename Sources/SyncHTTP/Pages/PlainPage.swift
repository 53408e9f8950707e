import Transport

/// A page for people: one style, nothing from anywhere else.
struct PlainPage {
    let title: String
    /// HTML.
    let body: String

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="UTF-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(title))</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    private static let style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
        code { background: #8882; padding: .1em .3em; border-radius: .2em; overflow-wrap: anywhere; }
        dt { font-weight: bold; } dd { margin: 0 0 .6em 0; }
        input, button { font: inherit; padding: .3em .6em; margin: .2em .4em .2em 0; }
        :root { color-scheme: light dark; }
        """
}

/// The address of this server as its client wrote it.
struct ShownAddress {
    let text: String

    /// `nil` without a `Host`, or with one that holds more than a name and a port.
    init?(_ head: RequestHead) {
        guard let host = head.headers.first("host"), !host.isEmpty, host.allSatisfy(Self.isOfAHost) else { return nil }
        text = "\(head.isSecure ? "https" : "http")://\(String(decoding: host, as: UTF8.self))\(head.basePath)/"
    }

    private static func isOfAHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: Array("-_.:[]".utf8).contains(byte)
        }
    }
}
