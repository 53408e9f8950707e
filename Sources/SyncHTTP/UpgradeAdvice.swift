import Transport

/// What to tell who asks for `/events` without asking for a WebSocket: nearly always a proxy took the `Upgrade` line
/// away, and nobody can tell which (PROTOCOL §4.1).
enum UpgradeAdvice {
    static func reply(to head: RequestHead) -> HTTPReply {
        let cameThroughProxy =
            head.version == .http10
            || ["sec-websocket-key", "via"].contains { head.headers.first($0) != nil }
        let cause =
            cameThroughProxy ? "A proxy took the Upgrade line away." : "This request asks for no WebSocket."
        var reply = HTTPReply.text(426, cause + lines)
        reply.headers.append(("Upgrade", "websocket"))
        return reply
    }

    private static let lines = """
         /events is a WebSocket: whatever stands between the app and this server must hand on the lines \
        `Upgrade: websocket` and `Connection: Upgrade`.

        nginx, in the location of this server:
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        A tunnel (cloudflared, for one): switch WebSockets on, or look whether the hop before it is a proxy as above.
        Caddy and Traefik do it by themselves.

        """
}
