internal import CLinux
internal import CMicrohttpd
import Glibc
internal import Observing
import Synchronization

extension HTTPEngine {
    func switchToWebSocket(_ call: Call, _ acceptance: WebSocketAcceptance) -> Bool {
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard let response = MHD_create_response_for_upgrade(upgradeCallback, context) else { return false }
        defer { MHD_destroy_response(response) }
        MHD_add_response_header(response, "Upgrade", "websocket")
        MHD_add_response_header(
            response, "Sec-WebSocket-Accept", WebSocketHandshake.acceptValue(key: acceptance.key))
        call.request.stage = .switching(sockets.prepare(acceptance.delegate))
        return MHD_queue_response(call.connection, 101, response) == .YES
    }

    /// Keeps a descriptor of its own, so that the engine can close its one and forget the connection.
    func upgraded(_ request: HTTPRequestInProgress, _ bytes: [UInt8], _ descriptor: Int32) {
        guard case .switching(let session) = request.stage else { return }
        let copy = linkora_duplicate(descriptor)
        guard copy >= 0 else {
            logger.warning("No descriptor is left for a WebSocket; raise the limit (LimitNOFILE, ulimit -n).")
            return
        }
        request.connection.phase = .upgraded
        _ = linkora_send_at_once(copy)
        request.stage = .answered
        sockets.adopt(session, copy, bytes)
    }
}
