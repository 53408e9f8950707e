public import JSONText

/// The number of a row in the server's database. One type per table, so that no id passes for another's.
public protocol RowID: WireField, Hashable {
    var number: Int64 { get }
    init(_ number: Int64)
}

extension RowID {
    public static var kindInWords: String { "a whole number" }

    public init(json: JSONValue) throws(FieldError) { self.init(try Int64(json: json)) }

    public func write(to writer: inout JSONWriter) { writer.integer(number) }

    /// What apps send in place of an id that they do not have; no row has it.
    public static var unknown: Self { Self(0) }
}

public struct FolderID: RowID {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
}

public struct LinkID: RowID {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
}

public struct PanelID: RowID {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
}

public struct PanelFolderID: RowID {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
}

public struct TagID: RowID {
    public let number: Int64
    public init(_ number: Int64) { self.number = number }
}
