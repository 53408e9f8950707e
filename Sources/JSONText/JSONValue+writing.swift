extension JSONWriter {
    /// Writes a value that was read, numbers as they were written.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let truth): boolean(truth)
        case .integer(let number): integer(number)
        case .number(let text): raw(text.utf8)
        case .string(let text): string(text)
        case .array(let values):
            beginArray()
            for value in values { self.value(value) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members { self.member(member) }
            endObject()
        }
    }

    /// Writes a key of any text, escaped, with its value.
    private mutating func member(_ member: JSONMember) {
        string(member.key)
        colon()
        value(member.value)
    }
}
