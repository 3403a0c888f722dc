import Jobs
import TestSupport

/// A broker that lets something happen between its answer to a submission and what is done with it.
final class InterruptedBroker: ForwardingBroker {
    /// Happens once, after the next submission.
    let afterSubmission = Watched<(@Sendable () async throws -> Void)?>(nil)
    let base: any Broker

    init(_ base: ReferenceBroker) {
        self.base = base
    }

    func submit(_ submissions: [Submission]) async -> [Result<Admission, BrokerError>] {
        let results = await base.submit(submissions)
        let interruption = afterSubmission.change { action in
            defer { action = nil }
            return action
        }
        do { try await interruption?() } catch { return submissions.map { _ in .failure(.unreadable) } }
        return results
    }
}
