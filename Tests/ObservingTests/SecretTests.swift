import Testing

@testable import Observing

@Suite("Secrets")
struct SecretTests {
    private struct Holder {
        let token: Secret
    }

    @Test func printingShowsDotsAlsoWithinSomethingLarger() {
        let secret = Secret("tok-7Q")
        var dumped = ""
        dump(Holder(token: secret), to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), "\(Holder(token: secret))", "\([secret])", dumped] {
            #expect(!shown.contains("tok-7Q"))
            #expect(shown.contains(Secret.mask))
        }
    }

    @Test func whoAsksGetsTheText() {
        #expect(Secret("tok-7Q").reveal() == "tok-7Q")
    }
}

@Suite("Once per hour")
struct OncePerHourTests {
    private static func answers(_ gate: OncePerHour, _ tries: [(key: String, second: Int64)]) -> [Bool] {
        var gate = gate
        return tries.map { gate.allows($0.key, nowSeconds: $0.second) }
    }

    @Test func theSameKeyWaitsAnHour() {
        let tries: [(String, Int64)] = [("a", 100), ("a", 3_699), ("b", 3_699), ("a", 3_700), ("a", 3_701)]
        #expect(Self.answers(OncePerHour(), tries) == [true, false, true, true, false])
    }

    @Test func aFloodOfPeersTakesNoMemoryAndForgetsTheOldest() {
        let tries: [(String, Int64)] = [("a", 0), ("b", 1), ("c", 2), ("c", 3), ("b", 3), ("a", 3)]
        #expect(Self.answers(OncePerHour(keysMax: 2), tries) == [true, true, true, false, false, true])
    }
}
