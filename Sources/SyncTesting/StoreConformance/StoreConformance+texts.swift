import JSONText
import SyncCore

extension StoreConformance {
    static let texts: [StoreConformance] =
        [
            "", " ", "\u{0}", "a\u{0}b", "\u{0}\u{0}", "\u{1}\u{1f}\u{7f}", "quote \" ' ` \\ /", "line\r\n\u{2028}",
            "é", "e\u{301}", "京都 日本", "😀 👩‍👩‍👧‍👦", "\u{FFFD}", "\u{FFFE}\u{FFFF}", "\u{10FFFF}", "\u{FEFF}bom",
            "%_?*$1:name@x", "null", String(repeating: "long ü ", count: 20_000),
        ].map { text in
            StoreConformance("text: \(text.debugDescription.prefix(30))") { test in try checkText(text, test) }
        } + [
            StoreConformance("texts that look the same are different when their bytes are") { test in
                _ = try test.insertFolders(["é", "e\u{301}"])
                for text in ["é", "e\u{301}"] {
                    let query = Query(.folders, [.folderName], where: .equals(.folderName, .text(text)))
                    try expect(try test.rows(query), is: [[.text(text)]])
                }
            },
            StoreConformance("texts can be searched behind a NUL") { test in
                _ = try test.insertFolders(["a\u{0}Needle", "a\u{0}straw"])
                let query = Query(.folders, [.folderName], where: .contains(.folderName, "needle"))
                try expect(try test.rows(query), is: [[.text("a\u{0}Needle")]])
                let nul = Query(.folders, [.folderName], where: .contains(.folderName, "\u{0}n"))
                try expect(try test.rows(nul), is: [[.text("a\u{0}Needle")]])
            },
            StoreConformance("a null text is written as null, and reads as empty") { test in
                try test.insert(.links, Sample.link("a"))
                try test.read { snapshot in
                    let cursor = try snapshot.rows(Query(.links, [.linkUserAgent, .linkFolder]))
                    try expect(try cursor.advance(), "no row")
                    var writer = JSONWriter()
                    cursor.write(text: 0, to: &writer)
                    try expect(String(decoding: writer.bytes, as: UTF8.self), is: "null")
                    try expect(cursor.text(0), is: "")
                    try expect(cursor.integer(1), is: 0)
                    try expect(cursor.isNull(0) && cursor.isNull(1), "not null")
                }
            },
        ]

    private static func checkText(_ text: String, _ test: StoreUnderTest) throws {
        try test.insert(.links, Sample.link(text, agent: text))
        try test.reopen()
        try test.read { snapshot in
            let query = Query(.links, [.linkURL, .linkUserAgent], where: .equals(.linkURL, .text(text)))
            let cursor = try snapshot.rows(query)
            try expect(try cursor.advance(), "not found by its own text")
            try expect(Array(cursor.text(0).utf8), is: Array(text.utf8))
            try expect(Array(cursor.text(1).utf8), is: Array(text.utf8))
            var (written, wanted) = (JSONWriter(), JSONWriter())
            cursor.write(text: 0, to: &written)
            wanted.string(text)
            try expect(written.bytes, is: wanted.bytes)
        }
    }
}
