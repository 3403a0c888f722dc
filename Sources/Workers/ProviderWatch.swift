package import Jobs
import Logging
import Synchronization

/// Keeps calls away from a provider that is stopped, and finds out when it is well again: the first who wants to call
/// checks, the others wait for the outcome.
package final class ProviderWatch: Sendable {
    private struct State {
        var condition = ProviderCondition()
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let provider: any Provider
    private let time: any TimeSource
    private let logger: Logger
    private let state = Mutex(State())

    init(_ provider: any Provider, time: any TimeSource, logger: Logger) {
        self.provider = provider
        self.time = time
        self.logger = logger
    }

    /// What is wrong, for operators: whether the provider is stopped for good, or calls fail; nil when all is well.
    package var trouble: (isStopped: Bool, detail: String, nextCheck: Timestamp?)? {
        state.withLock { state in
            let condition = state.condition
            guard condition.isStopped || condition.isFailing, let detail = condition.trouble else { return nil }
            return (condition.isStopped, detail, condition.nextCheck)
        }
    }

    /// One look before the first call, so that a bad key or an unknown model is known at once. True when it is stopped.
    func checkAtStart() async -> Bool {
        do throws(ProviderError) {
            try await provider.check()
        } catch .stopped(let trouble) {
            stopped(trouble)
            return true
        } catch .cancelled {
        } catch {
            logger.warning("the provider does not answer", metadata: ["error": "\(error)"])
        }
        return false
    }

    func succeeded() {
        let wasFailing = state.withLock { state in
            defer { state.condition.succeeded() }
            return state.condition.isFailing
        }
        if wasFailing { logger.notice("the provider works again") }
    }

    /// Calls in a row that failed, this one included.
    func failed(_ trouble: String) -> Int {
        state.withLock { state in
            state.condition.failed(trouble)
            return state.condition.failures
        }
    }

    func stopped(_ trouble: String) {
        let isNews = state.withLock { $0.condition.stopped(trouble, at: time.now) }
        if isNews { logger.error("the provider is stopped", metadata: ["reason": "\(trouble)"]) }
        wake()
    }

    /// Returns once calls may be made. True when the provider had been stopped until then.
    func ready() async throws(CancellationError) -> Bool {
        var wasStopped = false
        while !Task.isCancelled {
            switch state.withLock({ $0.condition.advice() }) {
            case .call: return wasStopped
            case .wait: await news()
            case .check(let due): try await check(at: due)
            }
            wasStopped = true
        }
        throw CancellationError()
    }

    private func check(at due: Timestamp) async throws(CancellationError) {
        do {
            try await time.sleep(until: due)
            try await provider.check()
            state.withLock { $0.condition.isWell() }
            logger.notice("the provider answers again")
        } catch ProviderError.stopped(let trouble) {
            state.withLock { $0.condition.checkFailed(trouble, at: time.now) }
        } catch is CancellationError {
            giveUpCheck()
            throw CancellationError()
        } catch ProviderError.cancelled {
            giveUpCheck()
            throw CancellationError()
        } catch {
            state.withLock { $0.condition.checkFailed("\(error)", at: time.now) }
        }
        wake()
    }

    private func giveUpCheck() {
        state.withLock { $0.condition.gaveUpCheck() }
        wake()
    }

    /// Returns when something has changed, or the task is cancelled.
    private func news() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWaiting = state.withLock { state in
                    guard state.condition.isStopped, !Task.isCancelled else { return false }
                    state.waiting.append(continuation)
                    return true
                }
                if !isWaiting { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    private func wake() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }
}
