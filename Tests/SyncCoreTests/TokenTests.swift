import JSONText
import SyncCore
import SyncModel
import Testing

@Suite struct TokenTests {
    private let store = InMemoryStore()

    static func digest(_ byte: UInt8) throws -> TokenDigest {
        try #require(TokenDigest(bytes: (0..<32).map { $0 < 8 ? 1 : byte }))
    }

    private func add(
        _ name: String, _ byte: UInt8, scope: TokenScope = .full, expires: Int64? = nil, at now: Int64 = 100
    ) throws -> DeviceToken {
        let new = NewToken(name: name, scope: scope, expires: expires, digest: try Self.digest(byte))
        return try #require(try store.perform(.add(new), nowSeconds: now).first)
    }

    private func kept() throws -> [KeptToken] {
        let snapshot = try store.snapshot()
        defer { snapshot.close() }
        return try snapshot.deviceTokens()
    }

    // MARK: Digests

    @Test func aDigestIsKeptAsSmallHexadecimalDigits() throws {
        let digest = try #require(TokenDigest(bytes: (0..<32).map { $0 * 8 + 7 }))
        #expect(digest.text.hasPrefix("070f171f") && digest.text.hasSuffix("f7ff") && digest.text.count == 64)
        #expect(TokenDigest(text: digest.text) == digest)
    }

    @Test func whatIsNoDigestIsNone() throws {
        let text = try Self.digest(9).text
        for wrong in ["", String(text.dropLast()), text + "0", "g" + text.dropFirst(), text.uppercased() + "A"] {
            #expect(TokenDigest(text: wrong) == nil, "\(wrong)")
        }
        #expect(TokenDigest(bytes: [1, 2, 3]) == nil)
    }

    @Test(arguments: [
        ("a", "a", true), ("", "", true), ("a", "b", false), ("ab", "a", false), ("a", "ab", false), ("aa", "a", false),
        ("a", "", false), ("", "a", false), ("\u{1}", "", false),
    ])
    func comparesAllBytes(left: String, right: String, isEqual: Bool) {
        #expect(isEqualInConstantTime(Array(left.utf8), Array(right.utf8)) == isEqual)
    }

    // MARK: Scopes

    @Test func whatEachScopeOpens() {
        let additions: Set<OperationName> = [.createFolder, .createANewLink, .createTag]
        for write in Catalog.writes {
            #expect(TokenScope.full.allows(write) && !TokenScope.read.allows(write))
            #expect(TokenScope.add.allows(write) == additions.contains(write.name), "\(write.name)")
        }
        let foldersOnly: Set<OperationName> = [.getRootFolders, .getChildFolders, .searchForFolders]
        for read in Catalog.reads {
            #expect(TokenScope.full.allows(read) && TokenScope.read.allows(read))
            #expect(TokenScope.add.allows(read) == foldersOnly.contains(read.name), "\(read.name)")
        }
        #expect(TokenScope.allCases.map(\.allowsEvents) == [true, true, false])
    }

    // MARK: Commands on a store

    @Test func tokensAreListedAsTheyWereAdded() throws {
        let phone = try add("phone", 1)
        let extensionToken = try add("extension", 2, scope: .add, expires: 500)
        #expect(phone.name == "phone" && phone.scope == "full" && phone.created == 100 && phone.expires == nil)
        #expect(try store.perform(.list, nowSeconds: 100) == [phone, extensionToken])
        #expect(extensionToken.expires == 500 && extensionToken.lastUsed == nil)
        #expect(try kept().map(\.digest) == [try Self.digest(1), try Self.digest(2)])
    }

    @Test func namesAreUniqueAmongTheLiving() throws {
        let first = try add("phone", 1, expires: 200, at: 100)
        #expect(throws: TokenProblem.nameIsTaken("phone")) { try add("phone", 2, at: 199) }
        let second = try add("phone", 2, at: 200)
        #expect(try store.perform(.list, nowSeconds: 200) == [second])
        #expect(second.id > first.id)
    }

    @Test func aRevokedTokenIsGoneAndItsIdIsNotGivenAgain() throws {
        let first = try add("phone", 1)
        #expect(try store.perform(.revoke(name: "phone"), nowSeconds: 100) == [first])
        #expect(try kept().isEmpty)
        #expect(throws: TokenProblem.noSuchName("phone")) {
            try store.perform(.revoke(name: "phone"), nowSeconds: 100)
        }
        #expect(try add("phone", 1).id > first.id)
    }

    @Test func whatIsRefused() throws {
        #expect(throws: TokenProblem.isOver) { try add("phone", 1, expires: 100, at: 100) }
        for name in ["", "  ", " a", "a ", "-a", "a\nb", "a\u{1B}[2J", "a\u{202E}", String(repeating: "x", count: 65)] {
            #expect(throws: TokenProblem.self, "\(name.debugDescription)") { try add(name, 1) }
        }
        for name in ["a", "Ann's phone", "Handy – Büro 📱", String(repeating: "x", count: 64)] {
            #expect(TokenProblem.with(name: name) == nil)
        }
        #expect(try kept().isEmpty)
    }

    @Test func thereIsABound() throws {
        for number in 0..<TokenProblem.countMax {
            let digest = try #require(TokenDigest(text: String(repeating: "0", count: 60) + Self.fourDigits(number)))
            let new = NewToken(name: "\(number)", scope: .full, expires: nil, digest: digest)
            _ = try store.perform(.add(new), nowSeconds: 1)
        }
        #expect(throws: TokenProblem.tooMany) { try add("one more", 1) }
    }

    private static func fourDigits(_ number: Int) -> String { String("\(10_000 + number)".dropFirst()) }

    @Test func aLastUseIsKept() throws {
        var phone = try add("phone", 1)
        _ = try add("tablet", 2)
        phone.lastUsed = 150
        phone.lastAddress = "192.0.2.7"
        try store.write { try $0.keepLastUse(of: phone) }
        #expect(try kept().map(\.token.lastUsed) == [150, nil])
        #expect(try kept().map(\.token.lastAddress) == ["192.0.2.7", nil])
    }

    // MARK: On the way to the server

    @Test func anOrderComesOverAsItWas() throws {
        let digest = try Self.digest(7)
        for command: TokenCommand in [
            .list, .revoke(name: "Ann's \"phone\""),
            .add(NewToken(name: "a", scope: .add, expires: 5, digest: digest)),
            .add(NewToken(name: "b", scope: .read, expires: nil, digest: digest)),
        ] {
            var writer = JSONWriter()
            TokenOrder(command).write(to: &writer)
            #expect(try TokenOrder(json: try JSONReader.read(writer.bytes)).command() == command)
        }
    }

    @Test(arguments: [
        (#"{"verb":"paint"}"#, "`verb` is none"), (#"{"verb":"add","name":"a","scope":"all"}"#, "`scope` is none"),
        (#"{"verb":"add","name":"a","scope":"full","digest":"00"}"#, "`digest` is none"), ("{}", "`verb` is missing"),
    ])
    func whatIsNoOrder(json: String, sentence: String) {
        let error = #expect(throws: FieldError.self) {
            try TokenOrder(json: try JSONReader.read(Array(json.utf8))).command()
        }
        #expect(error?.sentence == sentence)
    }
}
