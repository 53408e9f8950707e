import Glibc
import SyncTesting

/// Where the figures were measured, for whoever compares them later.
enum Machine {
    /// How many processes wanted a core in the last minute.
    static var load: Double {
        let text = (try? Files.text("/proc/loadavg")) ?? ""
        return text.split(separator: " ").first.flatMap { Double($0) } ?? .nan
    }

    static func sentence(loadBefore: Double) -> String {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let place = "\nMeasured on \(cores) cores of \(processor), load \(decimal(loadBefore, 1)) before the run."
        guard loadBefore > 0.5 else { return place }
        return place + " The machine was busy: absolute figures are worse than they would be, ratios less so."
    }

    private static var processor: String {
        let text = (try? Files.text("/proc/cpuinfo")) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "an unknown processor"
    }
}
