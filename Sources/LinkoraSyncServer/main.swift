internal import Glibc

// Before anything else: a stop that is asked for from now on is kept until somebody waits for it.
Signals.hold()
StandardStreams.openMissing()
BundledPlugins.use(beside: RealPath.ofThisProgramsFolder)

exit(
    Program(
        arguments: Array(CommandLine.arguments.dropFirst()), environment: ProcessEnvironment.all(),
        workingDirectory: RealPath.ofWorkingDirectory, binaryDirectory: RealPath.ofThisProgramsFolder,
        composition: .real
    ).run())
