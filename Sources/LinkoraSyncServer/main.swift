internal import Glibc

// Before anything else: a stop that is asked for from now on is kept until somebody waits for it.
Signals.hold()
StandardStreams.openMissing()

exit(
    Program(
        arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.all(),
        workingDirectory: RealPath.ofWorkingDirectory, binaryDirectory: RealPath.ofThisProgramsFolder,
        composition: .real
    ).run())
