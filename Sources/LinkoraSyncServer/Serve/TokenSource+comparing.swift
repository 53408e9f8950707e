internal import ServerRuntime
internal import SyncCore
internal import Transport

extension TokenSource {
    /// Who brings this token, in a time that tells nothing of how much of it is right.
    ///
    /// A token that is neither the shared one nor a device's is compared again after a look at whether the file was
    /// edited, so that an edit counts from the next request on.
    func identify(_ token: [UInt8], from peer: PeerAddress, among devices: DeviceTokens) -> Bearer? {
        if isCurrent(token) { return .shared }
        if let bearer = devices.identify(token, from: peer) { return bearer }
        return refreshIfChanged() && isCurrent(token) ? .shared : nil
    }

    private func isCurrent(_ token: [UInt8]) -> Bool { isEqualInConstantTime(token, current) }
}
