/// Where settings come from, each already fetched or ready to be asked.
struct SettingsSources: Sendable {
    /// Flags of the command line without their dashes, with their values.
    var flags: [String: String] = [:]
    var environment: [String: String] = [:]
    var configFile: ConfigFile?
    /// Relative paths count from here.
    var workingDirectory = "/"
    /// Reads a whole file, for secrets.
    var readFile: @Sendable (_ path: String) -> Result<[UInt8], FileProblem> = { WholeFile.read($0) }

    static let modeVariable = "LINKORA_SERVER_USE_ENV_VAL"

    /// Whether variables stand in for the file, as the original has it: both never mix.
    var usesEnvironment: Bool { environment[Self.modeVariable]?.lowercased() == "true" }
}
