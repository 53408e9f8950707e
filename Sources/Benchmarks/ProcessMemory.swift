import SyncTesting

/// The memory of a process, in MiB.
struct ProcessMemory {
    let resident: Double
    let anonymous: Double
    /// Shared pages counted in part.
    let proportional: Double
    /// The most that was resident since the last ``forgetPeak(of:)``.
    let peak: Double

    init(of processID: Int32) throws {
        let rollup = try Files.text("/proc/\(processID)/smaps_rollup")
        let status = try Files.text("/proc/\(processID)/status")
        resident = Self.field("Rss", rollup)
        anonymous = Self.field("Anonymous", rollup)
        proportional = Self.field("Pss", rollup)
        peak = Self.field("VmHWM", status)
    }

    private static func field(_ name: String, _ text: String) -> Double {
        for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
            let words = line.split { $0 == " " || $0 == "\t" }
            return words.count > 1 ? (Double(words[1]) ?? .nan) / 1_024 : .nan
        }
        return .nan
    }

    static func forgetPeak(of processID: Int32) throws { try Files.write("5", to: "/proc/\(processID)/clear_refs") }
}
