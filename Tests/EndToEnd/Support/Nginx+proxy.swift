import SyncTesting

extension Nginx {
    /// What people write first, and nothing more.
    static func bareProxy(to port: UInt16) throws -> Nginx {
        try Nginx(
            location: """
                proxy_pass http://127.0.0.1:\(port);
                proxy_buffers 4 4k;
                proxy_max_temp_file_size 0;
                """)
    }

    /// The lines that the server itself tells people to write, and a body of any size.
    static func documentedProxy(to port: UInt16) throws -> Nginx {
        try Nginx(
            location: """
                proxy_pass http://127.0.0.1:\(port);
                client_max_body_size 0;
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                proxy_read_timeout 1h;
                """)
    }

    /// The lines of docs/scaling.md: each token goes to one process, as long as that lives.
    static func cluster(of ports: [UInt16]) throws -> Nginx {
        let servers = ports.map { "server 127.0.0.1:\($0) max_fails=1 fail_timeout=5s;" }.joined(separator: " ")
        return try Nginx(
            location: """
                proxy_pass http://linkora;
                proxy_http_version 1.1;
                proxy_set_header Host $host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $connection_upgrade;
                proxy_read_timeout 1h;
                """, before: "upstream linkora { hash $http_authorization consistent; \(servers) }")
    }
}
