public import SyncCore

/// One promise of ``Store``, tried on a store: the same for the in-memory one and for every database.
public struct StoreConformance: Sendable, CustomStringConvertible {
    public let name: String
    /// - Throws: ``BrokenPromise``, or what the store threw where it should not.
    public let check: @Sendable (StoreUnderTest) throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (StoreUnderTest) throws -> Void) {
        self.name = name
        self.check = check
    }

    public var description: String { name }

    /// All of them; each wants a store of its own, new and empty.
    public static let all: [StoreConformance] =
        verbs + predicates + orders + transactions + isolation + ids + texts + lists + refusals
}

/// A new, empty store, and how to open it again.
public final class StoreUnderTest {
    public private(set) var store: any Store
    /// The number after which its ids begin.
    public let idBase: Int64
    private let open: () throws -> any Store

    /// - Parameter open: opens the library, at first and again after it was closed. A store that does not outlive its
    ///   process returns the same one.
    public init(idBase: Int64 = 0, _ open: @escaping () throws -> any Store) throws {
        self.idBase = idBase
        self.open = open
        store = try open()
    }

    /// As after a restart.
    func reopen() throws {
        store.close()
        store = try open()
    }
}

/// What a store did not do as promised.
public struct BrokenPromise: Error, CustomStringConvertible {
    public let description: String
}

func expect(_ condition: Bool, _ what: @autoclosure () -> String, line: Int = #line, file: String = #fileID) throws {
    guard condition else { throw BrokenPromise(description: "\(what()) (\(file):\(line))") }
}

func expect<Element: Equatable>(_ found: Element, is wanted: Element, line: Int = #line, file: String = #fileID) throws
{
    try expect(
        found == wanted, "found \("\(found)".prefix(1_000)), wanted \("\(wanted)".prefix(1_000))", line: line,
        file: file)
}

/// That a body throws a ``StoreError`` of this code.
func expectRefusal(
    _ code: StoreError.Code = .mistaken, line: Int = #line, file: String = #fileID, _ body: () throws -> Void
) throws {
    do { try body() } catch let error as StoreError {
        return try expect(error.code == code, "\(error) instead of \(code)", line: line, file: file)
    }
    throw BrokenPromise(description: "was not refused (\(file):\(line))")
}
