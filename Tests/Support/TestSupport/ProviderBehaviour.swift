package import Analysis
package import Jobs
import Synchronization

/// How a scripted provider takes a call.
package struct ProviderBehaviour: Sendable {
    package typealias Answer = @Sendable ([ProviderItem]) async throws(ProviderError) -> ProviderReply

    package let answer: Answer
    /// What it says against the configuration.
    package let advice: String?

    package init(advice: String? = nil, _ answer: @escaping Answer) {
        self.advice = advice
        self.answer = answer
    }

    /// Answers at once, each item with the sample analysis of its document and a token per four bytes.
    package static let instant = ProviderBehaviour { items in
        ProviderReply(
            items.map { item in
                let prompt = TokenRatios.usual.tokens(of: item.document.census)
                return .analysis(Sample.analysis(of: item.document), TokenUsage(prompt: prompt, completion: 50))
            })
    }

    /// Hangs until the gate fires or the call is cancelled.
    package static func held(by gate: TestSignal, then next: ProviderBehaviour = .instant) -> ProviderBehaviour {
        ProviderBehaviour { items throws(ProviderError) in
            do { try await gate.wait() } catch { throw Task.isCancelled ? .cancelled : .unavailable("given up") }
            return try await next.answer(items)
        }
    }

    /// The first calls fail, whatever is in them.
    package static func failing(
        _ times: Int, with error: ProviderError = .unavailable("away"), then next: ProviderBehaviour = .instant
    ) -> ProviderBehaviour {
        let failures = Counter(times)
        return ProviderBehaviour { items throws(ProviderError) in
            if failures.take() { throw error }
            return try await next.answer(items)
        }
    }

    /// Every call takes this long.
    package static func delayed(
        by delay: Duration, on time: any TimeSource, then next: ProviderBehaviour = .instant
    ) -> ProviderBehaviour {
        ProviderBehaviour { items throws(ProviderError) in
            do { try await time.sleep(until: time.now + delay) } catch { throw .cancelled }
            return try await next.answer(items)
        }
    }

    /// Counts down to nothing.
    private final class Counter: Sendable {
        private let left: Mutex<Int>

        init(_ count: Int) {
            left = Mutex(count)
        }

        func take() -> Bool {
            left.withLock { left in
                guard left > 0 else { return false }
                left -= 1
                return true
            }
        }
    }
}

extension ProviderReply {
    /// A reply whose usage is that of its analyses.
    package init(_ answers: [ProviderAnswer]) {
        let usage = answers.reduce(into: TokenUsage()) { sum, answer in
            guard case .analysis(_, let usage) = answer else { return }
            sum.prompt += usage.prompt
            sum.completion += usage.completion
        }
        self.init(answers: answers, usage: usage)
    }
}
