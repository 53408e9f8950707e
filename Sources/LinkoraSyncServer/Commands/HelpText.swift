/// What `--help` prints, made of the tables of commands and settings.
enum HelpText {
    static var text: String {
        """
        Linkora Sync-Server \(ServerVersion.text): keeps the links of your devices the same.

        Usage: linkora-sync-server [COMMAND] [--config FILE] [FLAGS]

        Commands:
        \(Command.allCases.map { row($0.rawValue, $0.meaning) }.joined(separator: "\n"))

        Settings come from flags, else from the configuration file, else from defaults. The file is FILE, else
        linkoraConfig.json in the working directory, beside this program, or in \(ConfigLocation.installedFolder).
        With \(SettingsSources.modeVariable)=true the variables stand in for the file.

        Tokens, one per device, beside the shared one of the settings:
        \(TokenRequest.usage.map { row($0.form, $0.meaning) }.joined(separator: "\n"))

        Certificates for HTTPS:
        \(CertificateRequest.usage.map { row($0.form, $0.meaning) }.joined(separator: "\n"))

        Moving a library to another database, while no server runs:
        \(MigrateRequest.usage.map { row($0.form, $0.meaning) }.joined(separator: "\n"))

        Flags:
        \(row("--config FILE", "The configuration file; a first start makes it."))
        \(Setting.all.map(rows).joined(separator: "\n"))

        Every setting NAME of the file has a flag and a variable: serverPort is --server-port and
        LINKORA_SERVER_PORT. Anybody on this machine sees flags: give secrets by file.

        """
    }

    private static func rows(_ setting: Setting) -> String {
        let shownDefault = setting.defaultText.isEmpty ? "" : " [\(setting.defaultText)]"
        let direct = row("--\(setting.flag) \(setting.isNumber ? "NUMBER" : "TEXT")", setting.meaning + shownDefault)
        guard let flag = setting.flagOfFile else { return direct }
        return direct + "\n" + row("--\(flag) FILE", "The same, read from a file.")
    }

    private static func row(_ name: String, _ meaning: String) -> String {
        let padding = String(repeating: " ", count: max(1, 34 - name.count))
        return "  \(name)\(padding)\(meaning)"
    }
}
