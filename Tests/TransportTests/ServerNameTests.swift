import Certificates
import SyncTesting
import Testing

@testable import Transport

/// No name, however odd, ends a handshake; and the certificate follows it.
@Suite struct ServerNameTests {
    static func names(_ hello: HandMadeHello) throws -> [SubjectName] {
        let server = try RunningServer()
        let client = try RawClient(port: server.securePort)
        try client.send(hello.bytes)
        return try client.takeCertificate().names
    }

    static let main: [SubjectName] = [.dns("localhost"), .address([127, 0, 0, 1])]

    @Test(arguments: [
        ("localhost", main), ("LOCALHOST.", main), ("127.0.0.1", main), ("", main),
        ("my_nas.fritz.box", [.dns("my_nas.fritz.box")]),
        ("192.168.0.9", [.address([192, 168, 0, 9])]),
        ("fd00:0:0:0:0:0:0:2", [SubjectName("fd00::2")!]),
        ("fe80:0:0:0:0:0:0:1%eth0", []), ("nás", []), ("a b", []), ("*", []), ("a\0b", []), ("\0", []), ("..", []),
    ])
    func theCertificateFollowsTheName(name: String, expected: [SubjectName]) throws {
        #expect(try Self.names(HandMadeHello(serverName: Array(name.utf8))) == expected)
    }

    @Test(arguments: [256, 300, 5_000])
    func longNamesGetACertificateWithoutAny(count: Int) throws {
        let name = [UInt8](repeating: 0x61, count: count)
        #expect(try Self.names(HandMadeHello(serverName: name)) == [])
    }

    @Test func bytesThatAreNoText() throws {
        #expect(try Self.names(HandMadeHello(serverName: [0xFF, 0xFE, 0x80])) == [])
    }

    @Test func withoutAName() throws { #expect(try Self.names(HandMadeHello(serverName: nil)) == Self.main) }

    /// Two names, a name of an unknown kind, no list, a list that is too long for itself.
    @Test(arguments: [
        HandMadeHello.vector(2, [0] + HandMadeHello.vector(2, [0x61]) + [0] + HandMadeHello.vector(2, [0x62])),
        HandMadeHello.vector(2, [9] + HandMadeHello.vector(2, [0x61])),
        [], [0, 0], [0, 9, 0, 0, 1, 0x61], [1],
    ])
    func oddListsEndNoHandshake(content: [UInt8]) throws {
        _ = try Self.names(HandMadeHello(serverNameExtension: content))
    }

    @Test func aCutHelloIsRead() {
        let whole = Array(HandMadeHello(serverName: Array("nas".utf8)).bytes.dropFirst(5))
        #expect(whole.withUnsafeBytes { ServerNameExtension(hello: $0)?.name } == Array("nas".utf8))
        for count in 0..<whole.count {
            whole.prefix(count).withUnsafeBytes { _ = ServerNameExtension(hello: $0) }
        }
    }
}
