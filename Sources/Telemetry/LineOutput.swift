import Foundation
import Synchronization

/// Writes whole lines to a descriptor. After a line that could only be written in part, it begins a new line.
final class LineOutput: Sendable {
    private let descriptor: Int32
    /// Whether the last line has no end. Atomic only to be `Sendable`: one thread uses it.
    private let isTorn = Atomic(false)

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Returns whether the system accepted the whole line. Blocks as long as the system neither accepts nor refuses it.
    func write(_ line: [UInt8]) -> Bool {
        if isTorn.load(ordering: .relaxed) {
            guard put([UInt8(ascii: "\n")]) == 1 else { return false }
            isTorn.store(false, ordering: .relaxed)
        }
        let count = put(line[...])
        if count > 0, count < line.count { isTorn.store(true, ordering: .relaxed) }
        return count == line.count
    }

    /// Returns how many bytes the system accepted before it refused one.
    private func put(_ bytes: ArraySlice<UInt8>) -> Int {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                // Another process that shares the pipe or terminal has made it non-blocking.
                var target = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&target, 1, -1)
            } else if count == 0 || errno != EINTR {
                break
            }
        }
        return bytes.count - rest.count
    }
}
