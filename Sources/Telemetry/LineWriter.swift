import Dispatch
import SerialLane
import Synchronization

/// Writes lines to a descriptor on a thread of its own. No caller waits for the reader: not for a pipe that is not
/// read, a stopped terminal or a slow disk.
///
/// Lines wait in a buffer of bounded size. A line that does not fit is lost, and so is one that the system refuses to
/// write: the disk is full, the reader or the terminal is gone, the descriptor is closed. Lost lines are counted, and
/// each loss is reported once, when writing works again. SIGPIPE must be ignored.
package final class LineWriter: Sendable {
    private enum Entry: Sendable {
        case line([UInt8])
        /// Signalled when everything before it is written or refused.
        case mark(DispatchSemaphore)
    }

    private struct State {
        /// Bytes of the lines that are not written yet.
        var pending = 0
        var lost = 0
        /// How many of the lost lines have been reported.
        var told = 0
        var notice: (@Sendable (_ lost: Int) -> [UInt8])?
        var hasGivenUp = false
    }

    private let capacity: Int
    private let state: Shared
    private let lane: SerialLane<Entry>

    /// The state that the thread and the callers share: the thread must not retain the writer itself.
    private final class Shared: Sendable {
        let mutex = Mutex(State())
    }

    /// - Parameters:
    ///   - name: the name of the thread.
    ///   - capacity: maximum number of waiting bytes; by default about a thousand log lines.
    package init(descriptor: Int32, name: String, capacity: Int = 256 << 10) {
        self.capacity = capacity
        let state = Shared()
        self.state = state
        let output = LineOutput(descriptor: descriptor)
        lane = SerialLane(name: name) { entries in Self.handle(entries, output, state) }
    }

    /// Lines that were lost so far.
    package var lost: Int { state.mutex.withLock { $0.lost } }

    /// Sets how a loss is reported, as a whole line. Until this is called, losses are only counted.
    package func tellLoss(_ notice: @escaping @Sendable (_ lost: Int) -> [UInt8]) {
        state.mutex.withLock { $0.notice = notice }
    }

    /// Queues a line with its newline, or several that belong together, and returns at once.
    package func write(_ line: [UInt8]) {
        let fits = state.mutex.withLock { state in
            guard state.pending + line.count <= capacity else {
                state.lost += 1
                return false
            }
            state.pending += line.count
            return true
        }
        if fits { lane.post(.line(line)) }
    }

    package func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Returns once all lines queued so far are written or refused, or the limit is reached. After a limit was reached
    /// once, it returns at once, so that a process that ends does not wait a second time. Blocks its thread.
    @discardableResult
    package func flush(within limit: Duration) -> Bool {
        guard !state.mutex.withLock({ $0.hasGivenUp }) else { return false }
        let mark = DispatchSemaphore(value: 0)
        lane.post(.mark(mark))
        let isDone = mark.wait(timeout: .now() + .nanoseconds(Int(limit / .nanoseconds(1)))) == .success
        if !isDone { state.mutex.withLock { $0.hasGivenUp = true } }
        return isDone
    }

    /// Runs on the lane's thread.
    private static func handle(_ entries: [Entry], _ output: LineOutput, _ state: Shared) {
        var marks: [DispatchSemaphore] = []
        var works = false
        for entry in entries {
            switch entry {
            case .mark(let mark): marks.append(mark)
            case .line(let line):
                works = output.write(line)
                state.mutex.withLock { state in
                    state.pending -= line.count
                    if !works { state.lost += 1 }
                }
            }
        }
        if works { tellLoss(output, state) }
        for mark in marks { mark.signal() }
    }

    private static func tellLoss(_ output: LineOutput, _ state: Shared) {
        let (count, notice) = state.mutex.withLock { ($0.lost - $0.told, $0.notice) }
        guard count > 0, let notice, output.write(notice(count)) else { return }
        state.mutex.withLock { $0.told += count }
    }
}
