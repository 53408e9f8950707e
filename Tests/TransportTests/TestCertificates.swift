import Certificates
import Glibc
import Observing
import Transport

/// The real certificates of the server, for the tests of its edge.
final class TestCertificates: Sendable {
    static let shared = TestCertificates()

    private let certificates: ServerCertificates

    private init() {
        let now = Int64(time(nil))
        certificates = ServerCertificates(nowSeconds: { now }, logger: .none)
        // Without an authority each test that needs one fails and says so.
        let authority = try? Issuer.makeAuthority(host: "test", nowSeconds: now)
        certificates.use(
            .init(issuer: authority, names: ["localhost", "127.0.0.1"].compactMap { SubjectName($0) }))
    }

    func choose(_ serverName: [UInt8]?) -> TLSIdentity? {
        certificates.leaf(for: serverName).map { TLSIdentity(chain: $0.chainDER, key: $0.keyDER) }
    }
}
