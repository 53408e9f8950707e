import Testing

@testable import ServerRuntime

@Suite struct UpkeepTests {
    private static func upkeep(_ name: String, _ delay: Int?, _ heard: Recorded<String>) -> Upkeep {
        Upkeep(
            delaySeconds: { delay }, perform: { heard.append("\(name) perform") },
            afterCommit: { heard.append("\(name) commit") }, atEnd: { heard.append("\(name) end") })
    }

    @Test(
        arguments: [(nil, nil, nil), (3, nil, 3), (nil, 4, 4), (3, 4, 3), (4, 3, 3), (0, 9, 0)] as [(Int?, Int?, Int?)])
    func twoWaitForTheSoonerOne(first: Int?, second: Int?, both: Int?) {
        let heard = Recorded<String>()
        let upkeep = Self.upkeep("a", first, heard).and(Self.upkeep("b", second, heard))
        #expect(upkeep.delaySeconds() == both && heard.all.isEmpty)
    }

    @Test func bothAreAskedInTheirOrder() {
        let heard = Recorded<String>()
        let upkeep = Self.upkeep("a", nil, heard).and(Self.upkeep("b", nil, heard))
        upkeep.perform()
        upkeep.afterCommit()
        upkeep.atEnd()
        #expect(heard.all == ["a perform", "b perform", "a commit", "b commit", "a end", "b end"])
    }
}
