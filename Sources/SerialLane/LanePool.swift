import Foundation

/// A few threads of our own, served from one mailbox, for long computations: they must delay neither the event loops
/// nor the tasks of other clients.
package final class LanePool: Sendable {
    private let mailbox = Mailbox<@Sendable () -> Void>(batchLimit: 1)

    /// - Parameter threads: at least 1.
    package init(name: String, threads: Int) {
        for number in 0..<max(1, threads) {
            Thread.start(named: "\(name)-\(number)") { [mailbox] in
                while let work = mailbox.take() {
                    for step in work { step() }
                }
            }
        }
    }

    /// Runs the body on the next free thread. Not cancelled with the task.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = { continuation.resume(returning: body()) }
            // The mailbox is closed only when the pool is released, and the caller holds the pool. In any other case,
            // do the work here.
            if !mailbox.put(work) { work() }
        }
    }

    deinit {
        mailbox.close(nil)
    }
}
