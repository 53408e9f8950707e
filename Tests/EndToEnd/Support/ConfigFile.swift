import SyncTesting

/// The original's configuration file with values for tests.
enum ConfigFile {
    static func text(databaseURL: String = "sqlite:library.db", token: String = "tok-7Q", more: String = "") -> String {
        """
        {
            "databaseUrl": "\(databaseURL)",
            "databaseUser": "",
            "databasePassword": "",
            "hostAddress": "127.0.0.1",
            "serverPort": 0,
            "httpsPort": 0,
            "serverAuthToken": "\(token)",
            "keyStorePassword": "secret"\(more)
        }
        """
    }

    /// A server that reads this file from its folder; nothing runs yet.
    static func server(_ bytes: [UInt8], token: String = "tok-7Q") throws -> ServerProcess {
        var settings = ServerProcess.Settings()
        settings.readsEnvironment = false
        settings.token = token
        let server = try ServerProcess(settings)
        try Files.write(bytes, to: server.folder.file("linkoraConfig.json"))
        return server
    }
}

extension ServerProcess {
    var configPath: String { folder.file("linkoraConfig.json") }
}
