import JSONText
import SyncModel

/// News as the processes that share a database leave them for each other (``Table/events``).
extension News {
    /// What is longer is not said: the others' devices get it when they pull.
    private static let bytesMax = 256 * 1_024

    /// One line of JSON.
    var text: String {
        var writer = JSONWriter()
        write(to: &writer)
        if writer.count <= Self.bytesMax { return String(decoding: writer.bytes, as: UTF8.self) }
        var short = News(stamp: stamp)
        short.isIncomplete = true
        return short.text
    }

    private func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("stamp", stamp)
        writer.member("knowsSeveral", knowsSeveral)
        writer.member("changesTokens", changesTokens ? 1 : 0)
        writer.member("isIncomplete", isIncomplete ? 1 : 0)
        writer.key("unconfirmed")
        writer.beginArray()
        for row in unconfirmed {
            writer.numbers([Int64(row.row.kind.table.rawValue), row.row.id, row.isLacking ? 1 : 0, row.maker])
        }
        writer.endArray()
        writer.key("announcements")
        writer.beginArray()
        for announcement in announcements { announcement.write(to: &writer) }
        writer.endArray()
        writer.endObject()
    }

    /// - Returns: `nil` for what is no such text: a newer version may say more.
    init?(text: String) {
        guard let json = try? JSONReader.read(Array(text.utf8)), let stamp = json["stamp"]?.integerValue else {
            return nil
        }
        self.init(stamp: stamp)
        knowsSeveral = json["knowsSeveral"]?.integerValue ?? 0
        changesTokens = json["changesTokens"]?.integerValue == 1
        isIncomplete = json["isIncomplete"]?.integerValue == 1
        for row in json["unconfirmed"]?.arrayValue ?? [] {
            let numbers = row.numbers
            guard numbers.count == 4, let name = RowName(numbers) else { return nil }
            unconfirmed.append(UnconfirmedRow(row: name, isLacking: numbers[2] == 1, maker: numbers[3]))
        }
        for json in json["announcements"]?.arrayValue ?? [] {
            guard let announcement = Announcement(json, stamp: stamp) else { return nil }
            announcements.append(announcement)
        }
    }
}

extension Announcement {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for (key, text) in [
            ("operation", operation.rawValue), ("author", author.id), ("authorName", author.clientName),
        ] {
            writer.key(key)
            writer.string(text)
        }
        writer.member("asker", asker.token)
        if let onlyFor { writer.member("onlyFor", onlyFor) }
        if let tag {
            writer.key("tag")
            writer.numbers([tag.id, tag.birth, tag.maker, tag.isNamed ? 1 : 0])
        }
        if let makes {
            writer.key("makes")
            writer.rows([makes])
        }
        if let rowsTold {
            writer.key("told")
            writer.rows(rowsTold)
        }
        writer.key("unknown")
        writer.rows(rowsOfUnknown)
        writer.key("refersTo")
        writer.rows(rowsReferredTo)
        writer.key("text")
        writer.pieces(encoded)
        writer.key("nameless")
        writer.pieces(encodedWithoutName)
        writer.endObject()
    }

    fileprivate convenience init?(_ json: JSONValue, stamp: Int64) {
        guard let word = json["operation"]?.stringValue, let operation = OperationName(rawValue: word),
            let author = json["author"]?.stringValue, let token = json["asker"]?.integerValue,
            let text = EventText(json["text"]), let nameless = EventText(json["nameless"])
        else { return nil }
        let content = Foreign(
            text: text, nameless: nameless, rowsTold: json["told"].map { RowName.all($0) },
            rowsOfUnknown: RowName.all(json["unknown"] ?? .null),
            rowsReferredTo: RowName.all(json["refersTo"] ?? .null))
        self.init(
            operation, .foreign(content),
            by: Correlation(id: author, clientName: json["authorName"]?.stringValue ?? ""),
            asker: Asker(token: token), stamp: stamp, onlyFor: json["onlyFor"]?.integerValue,
            makes: json["makes"].flatMap { RowName.all($0).first }, tag: json["tag"].flatMap { ToldTag($0.numbers) })
    }
}

extension ToldTag {
    fileprivate init?(_ numbers: [Int64]) {
        guard numbers.count == 4 else { return nil }
        self.init(id: numbers[0], birth: numbers[1], maker: numbers[2], isNamed: numbers[3] == 1)
    }
}

extension RowName {
    fileprivate init?(_ numbers: [Int64]) {
        guard numbers.count > 1, let kind = EditableTable(number: numbers[0]) else { return nil }
        self.init(kind: kind, id: numbers[1])
    }

    fileprivate static func all(_ json: JSONValue) -> [RowName] {
        (json.arrayValue ?? []).compactMap { RowName($0.numbers) }
    }
}

extension EventText {
    fileprivate init?(_ json: JSONValue?) {
        guard let pieces = json?.arrayValue, pieces.count == 2, let head = pieces[0].stringValue,
            let tail = pieces[1].stringValue
        else { return nil }
        self.init(head: Array(head.utf8), tail: Array(tail.utf8))
    }
}

extension JSONValue {
    fileprivate var numbers: [Int64] { (arrayValue ?? []).compactMap(\.integerValue) }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ number: Int64) {
        key(name)
        integer(number)
    }

    fileprivate mutating func numbers(_ numbers: [Int64]) {
        beginArray()
        for number in numbers { integer(number) }
        endArray()
    }

    fileprivate mutating func rows(_ rows: [RowName]) {
        beginArray()
        for row in rows { numbers([Int64(row.kind.table.rawValue), row.id]) }
        endArray()
    }

    fileprivate mutating func pieces(_ text: EventText) {
        beginArray()
        string(String(decoding: text.head, as: UTF8.self))
        string(String(decoding: text.tail, as: UTF8.self))
        endArray()
    }
}
