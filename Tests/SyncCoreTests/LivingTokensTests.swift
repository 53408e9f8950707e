import SyncCore
import Testing

@Suite struct LivingTokensTests {
    private static func kept(
        _ id: Int64, _ byte: UInt8, scope: String = "full", expires: Int64? = nil
    ) throws -> KeptToken {
        var token = DeviceToken()
        token.id = id
        token.name = "t\(id)"
        token.scope = scope
        token.expires = expires
        return KeptToken(token, try TokenTests.digest(byte))
    }

    /// All on one shelf: their first eight bytes are the same.
    private static func three() throws -> LivingTokens {
        LivingTokens([try kept(1, 1), try kept(2, 2, scope: "read"), try kept(3, 3, scope: "add", expires: 200)])
    }

    @Test func eachDigestIsOneAskerWithItsScope() throws {
        var tokens = try Self.three()
        for (byte, scope) in [(1, TokenScope.full), (2, .read), (3, .add)] as [(UInt8, TokenScope)] {
            let bearer = tokens.identify(try TokenTests.digest(byte), from: "a", nowSeconds: 100)
            #expect(bearer == Bearer(asker: Asker(token: Int64(byte)), scope: scope))
        }
        #expect(tokens.identify(try TokenTests.digest(4), from: "a", nowSeconds: 100) == nil)
        #expect(
            tokens.identify(try #require(TokenDigest(bytes: Array(repeating: 9, count: 32))), from: "a", nowSeconds: 1)
                == nil)
    }

    @Test func anExpiredTokenIsRefusedFromItsSecondOn() throws {
        var tokens = try Self.three()
        let digest = try TokenTests.digest(3)
        #expect(tokens.identify(digest, from: "a", nowSeconds: 199) != nil)
        #expect(tokens.identify(digest, from: "b", nowSeconds: 200) == nil)
        #expect(tokens.all[2].lastUsed == 199 && tokens.all[2].lastAddress == "a")
        #expect(tokens.term(of: 3, nowSeconds: 199) == .until(200))
        #expect(tokens.term(of: 3, nowSeconds: 200) == .over)
        #expect(tokens.term(of: 1, nowSeconds: 200) == .never)
        #expect(tokens.term(of: 77, nowSeconds: 1) == .over)
    }

    @Test func rowsThatMeanNothingOpenNothingAndAreListed() throws {
        var tokens = LivingTokens([
            try Self.kept(1, 1, scope: "everything"), KeptToken(try Self.kept(2, 2).token, nil), try Self.kept(3, 3),
        ])
        #expect(tokens.identify(try TokenTests.digest(1), from: "a", nowSeconds: 1) == nil)
        #expect(tokens.identify(try TokenTests.digest(2), from: "a", nowSeconds: 1) == nil)
        #expect(tokens.identify(try TokenTests.digest(3), from: "a", nowSeconds: 1) != nil)
        #expect(tokens.all.map(\.id) == [1, 2, 3])
    }

    @Test func aReplacedTokenIsRefusedAndOthersAreNot() throws {
        var tokens = try Self.three()
        _ = tokens.identify(try TokenTests.digest(3), from: "a", nowSeconds: 7)
        tokens.replace(named: "t1", with: try Self.kept(4, 4))
        #expect(tokens.identify(try TokenTests.digest(1), from: "a", nowSeconds: 8) == nil)
        #expect(tokens.identify(try TokenTests.digest(4), from: "a", nowSeconds: 8)?.asker.token == 4)
        #expect(tokens.identify(try TokenTests.digest(2), from: "a", nowSeconds: 8)?.asker.token == 2)
        tokens.replace(named: "t2", with: nil)
        #expect(tokens.all.map(\.id) == [3, 4] && tokens.all[0].lastUsed == 7)
        #expect(tokens.unwrittenUses.map(\.id) == [3, 4])
    }

    @Test func aUseIsUnwrittenUntilThatVeryUseWasWritten() throws {
        var tokens = try Self.three()
        #expect(tokens.unwrittenUses.isEmpty)
        _ = tokens.identify(try TokenTests.digest(1), from: "a", nowSeconds: 10)
        _ = tokens.identify(try TokenTests.digest(2), from: "a", nowSeconds: 10)
        let uses = tokens.unwrittenUses
        #expect(uses.map(\.id) == [1, 2])
        _ = tokens.identify(try TokenTests.digest(1), from: "b", nowSeconds: 11)
        tokens.wrote(uses)
        #expect(tokens.unwrittenUses.map(\.lastAddress) == ["b"])
        tokens.wrote(tokens.unwrittenUses)
        #expect(tokens.unwrittenUses.isEmpty)
    }
}
