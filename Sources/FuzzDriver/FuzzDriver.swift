import Glibc

/// libFuzzer's own loop, for programs that bring their main function.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ callback: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// Hands one input after the other to a fuzzer, until the time that the command line gives is over.
/// - Parameters:
///   - argumentCount: as the main function was given them.
///   - fuzz: captures nothing; what it must not survive is a trap.
/// - Returns: the exit code.
public func runFuzzer(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
    _ fuzz: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt {
    // Peers that are gone are part of what is tried.
    signal(SIGPIPE, SIG_IGN)
    var (argumentCount, arguments) = (argumentCount, arguments)
    return runDriver(&argumentCount, &arguments, fuzz)
}
