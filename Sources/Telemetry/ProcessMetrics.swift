import Foundation

/// The resources that this process uses, as the kernel counts them.
package struct ProcessMetrics: Sendable {
    package let residentBytes: Int
    /// User and system time together.
    package let cpu: Duration
    package let openFiles: Int
    package let lostLogLines: Int

    /// Reads /proc; metrics that cannot be read are 0. The count of open files may be ten seconds old (`OpenFiles`).
    package static func now(lostLogLines: Int) -> ProcessMetrics {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return ProcessMetrics(
            residentBytes: residentPages() * Int(sysconf(Int32(_SC_PAGESIZE))),
            cpu: .seconds(seconds) + .microseconds(microseconds),
            openFiles: OpenFiles.ofThisProcess.count(), lostLogLines: lostLogLines)
    }

    /// The second number of /proc/self/statm (proc(5)).
    private static func residentPages() -> Int {
        guard let line = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let numbers = String(decoding: line, as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0
    }
}
