package import Jobs
import Logging
import Synchronization

/// Keeps calls away from a provider that fails or is stopped, and finds out when it is well again.
package final class ProviderWatch: Sendable {
    private let provider: any Provider
    private let time: any TimeSource
    private let logger: Logger
    private let state = Mutex(ProviderCondition())
    private let bell = Bell()
    /// Called with every change, outside all locks.
    private let onChange: @Sendable () -> Void

    init(
        _ provider: any Provider, time: any TimeSource, logger: Logger, onChange: @escaping @Sendable () -> Void
    ) {
        self.provider = provider
        self.time = time
        self.logger = logger
        self.onChange = onChange
    }

    /// Calls may be made.
    package var isWell: Bool { state.withLock { $0.standing == .well } }

    /// What is wrong, for operators: whether the provider is stopped for good, or calls fail; nil when all is well.
    package var trouble: (isStopped: Bool, detail: String, nextCheck: Timestamp?)? {
        state.withLock { condition in
            guard condition.standing != .well, let detail = condition.trouble else { return nil }
            return (condition.standing == .stopped, detail, condition.nextCheck)
        }
    }

    func succeeded() {
        state.withLock { $0.succeeded() }
    }

    func failed(_ trouble: String) {
        let isNews = state.withLock { $0.failed(trouble, at: time.now) }
        guard isNews else { return }
        logger.warning(
            "the provider fails", metadata: ["provider": "\(provider.model.provider)", "reason": "\(trouble)"])
        changed()
    }

    func stopped(_ trouble: String, isSpent: Bool = false) {
        let isNews = state.withLock { $0.stopped(trouble, isSpent: isSpent, at: time.now) }
        guard isNews else { return }
        logger.error("the provider is stopped", metadata: ["reason": "\(trouble)"])
        changed()
    }

    /// Checks the provider at once, so that a bad key or an unknown model is known before the first call, and from then on
    /// whenever it is due, until its task is cancelled.
    func tend() async {
        await check(atStart: true)
        while !Task.isCancelled {
            let rings = bell.rings
            guard let due = state.withLock({ $0.nextCheck }) else {
                await bell.wait(after: rings)
                continue
            }
            do { try await time.sleep(until: due) } catch { return }
            await check()
        }
    }

    private func check(atStart isStart: Bool = false) async {
        do throws(ProviderError) {
            try await provider.check()
            if isStart { return }
            state.withLock { $0.isWell() }
            logger.notice("the provider answers again", metadata: ["provider": "\(provider.model.provider)"])
            changed()
        } catch .stopped(let trouble) {
            found(trouble, isSpent: false)
        } catch .spent(let trouble) {
            found(trouble, isSpent: true)
        } catch .cancelled {
        } catch {
            if isStart {
                logger.warning("the provider does not answer", metadata: ["error": "\(error)"])
            } else {
                state.withLock { $0.checkFailed("\(error)", at: time.now) }
            }
        }
    }

    /// A check found it stopped: news, or no change.
    private func found(_ trouble: String, isSpent: Bool) {
        if state.withLock({ $0.standing }) == .stopped {
            state.withLock { $0.checkFailed(trouble, at: time.now) }
        } else {
            stopped(trouble, isSpent: isSpent)
        }
    }

    private func changed() {
        bell.ring()
        onChange()
    }
}
