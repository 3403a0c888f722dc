import Foundation
package import Jobs
import Synchronization

/// Time that passes as fast as the work of a simulation allows: whenever all its tasks sleep, it is as late as the
/// first of them wants to wake. All tasks of the simulation run on one thread, in a fixed order.
///
/// What they do elsewhere, in a task of its own or in another process, takes no time: `outside` says what must be
/// waited for.
package final class VirtualTime: TimeSource, TaskExecutor {
    private struct Sleeper {
        let deadline: Timestamp
        let number: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var now: Timestamp
        var jobs: [UnownedJob] = []
        var sleepers: [Sleeper] = []
        var lastNumber = 0
        /// Work elsewhere that the simulation waits for.
        var outside = 0
        var isOver = false
    }

    private let state: Mutex<State>
    private let condition = NSCondition()

    private init(_ start: Timestamp) {
        state = Mutex(State(now: start))
    }

    /// Runs the body, and all its child tasks, in a time of their own.
    package static func run<Value: Sendable>(
        from start: Timestamp = ManualTime.start, _ body: @escaping @Sendable (VirtualTime) async throws -> Value
    ) async throws -> Value {
        let time = VirtualTime(start)
        Thread.detachNewThread { time.work() }
        defer { time.end() }
        return try await withTaskExecutorPreference(time) { try await body(time) }
    }

    package var now: Timestamp { state.withLock { $0.now } }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        signal()
    }

    package func sleep(until deadline: Timestamp) async throws(CancellationError) {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        let isOver = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if deadline <= state.now { return true }
                    if Task.isCancelled { return false }
                    state.sleepers.append(Sleeper(deadline: deadline, number: number, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.number == number }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume(returning: false)
        }
        if !isOver { throw CancellationError() }
    }

    /// Work that is done elsewhere: time stands still for it.
    package func outside<Value: Sendable>(_ work: () async -> Value) async -> Value {
        state.withLock { $0.outside += 1 }
        defer { state.withLock { $0.outside -= 1 } }
        return await work()
    }

    private func end() {
        state.withLock { $0.isOver = true }
        signal()
    }

    private func signal() {
        condition.lock()
        condition.signal()
        condition.unlock()
    }

    private enum Step {
        case run(UnownedJob)
        case wake(CheckedContinuation<Bool, Never>)
        case wait
        case end
    }

    private func work() {
        while true {
            switch next() {
            case .run(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .wake(let continuation): continuation.resume(returning: true)
            case .wait: pause(0.05)
            case .end: return
            }
        }
    }

    /// Until something is to be done; a little while at most.
    private func pause(_ seconds: Double) {
        condition.lock()
        if state.withLock({ $0.jobs.isEmpty && !$0.isOver }) {
            // Woken or not, it looks again.
            _ = condition.wait(until: Date().addingTimeInterval(seconds))
        }
        condition.unlock()
    }

    private func next() -> Step {
        if state.withLock({ $0.jobs.isEmpty }) { pause(0.0005) }
        return state.withLock { state in
            if !state.jobs.isEmpty { return .run(state.jobs.removeFirst()) }
            if state.isOver { return .end }
            guard state.outside == 0,
                let first = state.sleepers.indices.min(by: {
                    (state.sleepers[$0].deadline, state.sleepers[$0].number)
                        < (state.sleepers[$1].deadline, state.sleepers[$1].number)
                })
            else { return .wait }
            let sleeper = state.sleepers.remove(at: first)
            state.now = max(state.now, sleeper.deadline)
            return .wake(sleeper.continuation)
        }
    }
}
