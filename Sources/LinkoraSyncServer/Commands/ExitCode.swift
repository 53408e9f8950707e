/// How the program ends, by the numbers of `sysexits.h` that systemd and shells know.
enum ExitCode {
    static let success: Int32 = 0
    /// What `healthcheck` says of a server that does not answer; the one code that containers know.
    static let unhealthy: Int32 = 1
    /// An unknown command or flag.
    static let usage: Int32 = 64
    /// A command asks for what can't be done: a name is taken, or nothing has it.
    static let refused: Int32 = 65
    /// A port is taken, an address can't be bound, no server answers.
    static let unavailable: Int32 = 69
    /// A file or folder can't be made.
    static let cannotCreate: Int32 = 73
    /// The database can't be read or written.
    static let inputOutput: Int32 = 74
    /// Another server has the database open.
    static let busy: Int32 = 75
    /// A setting is wrong.
    static let configuration: Int32 = 78
}

/// Why a command could not do its work: one sentence for the operator, and how the program ends.
struct CommandFailure: Error, Equatable {
    let sentence: String
    let exitCode: Int32
}
