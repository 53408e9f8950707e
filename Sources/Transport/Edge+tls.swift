import Glibc
internal import Observing
import Synchronization

extension Edge {
    /// Begins a handshake. Takes over the descriptor and the place in the registry.
    func speakTLS(_ descriptor: Int32, _ address: SocketAddress, _ connection: Connection) {
        guard let session = tlsContext()?.makeSession(on: descriptor) else {
            registry.leavePlace()
            close(descriptor)
            return
        }
        let relay = TLSRelay(descriptor, address, connection, session, self)
        lookSoon(relay.deadline)
        relay.begin()
    }

    /// Made at the first hello.
    private func tlsContext() -> TLSContext? {
        if let context = tls { return context }
        guard let chooseIdentity else { return nil }
        do throws(TransportError) {
            let context = try TLSContext(chooseIdentity)
            tls = context
            return context
        } catch {
            logger.error("TLS can't be served", [("reason", error.reason)])
            return nil
        }
    }

    func keep(_ relay: TLSRelay) {
        relays[ObjectIdentifier(relay)] = relay
        relayCount.add(1, ordering: .releasing)
    }

    func forget(_ relay: TLSRelay) {
        guard relays.removeValue(forKey: ObjectIdentifier(relay)) != nil else { return }
        relayCount.subtract(1, ordering: .releasing)
    }

    /// One line an hour for each peer and reason: mostly a device that has not imported the certificate.
    func tellOfBrokenHandshake(_ peer: PeerAddress, _ reason: String) {
        let now = MonotonicClock.nowMilliseconds() / 1_000
        guard !reason.isEmpty, brokenHandshakes.allows("\(peer) \(reason)", nowSeconds: now) else { return }
        logger.info("a client broke off its TLS handshake", [("peer", peer.text), ("reason", reason)])
    }
}
