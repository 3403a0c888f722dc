import Dispatch
import SerialLane
import Synchronization

/// Writes lines to a descriptor on a thread of its own. Nobody waits for the reader: not for a pipe that is not read, a
/// stopped terminal or a slow disk.
///
/// Lines wait in a buffer of bounded size. A line that does not fit is lost, and so is one that the system refuses to
/// write: the disk is full, the reader or the terminal is gone, the descriptor is closed. Lost lines are counted, and
/// the loss is told once, when writing works again. Needs SIGPIPE to be ignored.
package final class LineWriter: Sendable {
    private enum Entry: Sendable {
        case line([UInt8])
        /// Signalled when everything before it was written or refused.
        case mark(DispatchSemaphore)
    }

    private struct State {
        /// Bytes of the lines that are not written yet.
        var pending = 0
        var lost = 0
        /// How many of the lost lines have been told of.
        var told = 0
        var notice: (@Sendable (_ lost: Int) -> [UInt8])?
        var hasGivenUp = false
    }

    private let capacity: Int
    private let state: Shared
    private let lane: SerialLane<Entry>

    /// What the thread and the callers share: the thread must not keep the writer itself.
    private final class Shared: Sendable {
        let mutex = Mutex(State())
    }

    /// - Parameters:
    ///   - name: of the thread.
    ///   - capacity: bytes that wait at most; about a thousand log lines, unless said otherwise.
    package init(descriptor: Int32, name: String, capacity: Int = 256 << 10) {
        self.capacity = capacity
        let state = Shared()
        self.state = state
        let output = LineOutput(descriptor: descriptor)
        lane = SerialLane(name: name) { entries in Self.handle(entries, output, state) }
    }

    /// Lines that were not written so far, and never will be.
    package var lost: Int { state.mutex.withLock { $0.lost } }

    /// How a loss is told, as a whole line. Until this is called, losses are only counted.
    package func tellLoss(_ notice: @escaping @Sendable (_ lost: Int) -> [UInt8]) {
        state.mutex.withLock { $0.notice = notice }
    }

    /// Takes a line with its newline, or several that belong together, and returns at once.
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

    /// Returns when all lines taken so far were written or refused, or when the time is up. After a time that was up it
    /// returns at once: whoever ends the process waits no second time. Blocks its thread.
    @discardableResult
    package func flush(within limit: Duration) -> Bool {
        guard !state.mutex.withLock({ $0.hasGivenUp }) else { return false }
        let mark = DispatchSemaphore(value: 0)
        lane.post(.mark(mark))
        let isDone = mark.wait(timeout: .now() + .nanoseconds(Int(limit / .nanoseconds(1)))) == .success
        if !isDone { state.mutex.withLock { $0.hasGivenUp = true } }
        return isDone
    }

    /// On the lane's thread.
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
