import Glibc
import SyncTesting

// Plays conversations to a server and says in plain words what happens.

func complain(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
}

do {
    let arguments = try Arguments(CommandLine.arguments.dropFirst())
    for file in arguments.files { try Performance(file, arguments).perform() }
} catch let error as Arguments.Misunderstood {
    complain("play: \(error.reason)\n\n\(Arguments.usage)")
    exit(64)
} catch {
    complain("\n\(error)")
    exit(1)
}
