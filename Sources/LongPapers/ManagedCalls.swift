import Analysis
import Jobs
import ProviderAccess

/// The calls of one paper to one provider. Each has its own permit and takes its turn among the calls of other jobs.
struct ManagedCalls: PaperCalls {
    let managed: ManagedProvider
    let chain: ProviderChain
    /// The paper's job: for the breaker, all parts are one job.
    let job: Int64
    /// How many failures of its own end an item.
    let attempts: Int

    func call(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        let permit = try await permit(tokens: managed.provider.tokens(of: items))
        guard !chain.isOver(managed) else {
            // The provider ceased to be the preferred one while this call waited.
            await managed.pacer.settle(permit, .unused)
            throw notCalled
        }
        return try await managed.call(items, for: [job], permit, isPaper: true).get()
    }

    func failedAlone(_ key: Fingerprint, _ code: FailureCode, isOwn: Bool) -> PaperItem.Decision {
        guard isOwn || managed.health.isWell else { return .held }
        managed.health.withPoison { $0.failedAlone(Self.number(key), code, isOwn: isOwn) }
        return assessment(of: key) ?? .callable
    }

    func assessment(of key: Fingerprint) -> PaperItem.Decision? {
        managed.health.withPoison { poison in
            let failures = poison.loneFailures(of: Self.number(key))
            if failures == 0 { return nil }
            return switch poison.assessment(of: Self.number(key), attempts: attempts) {
            case .callable: .callable
            case .undecided: .later(failures: failures)
            case .failed(let code): .failed(code)
            }
        }
    }

    /// The number of an item in the poison job detector. Equal parts of different papers share it. It is negative,
    /// because jobs have positive numbers.
    private static func number(_ key: Fingerprint) -> Int64 {
        key.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) } | .min
    }

    private func permit(tokens: Int) async throws(ProviderError) -> Permit {
        let permit: Permit?
        do {
            permit = try await managed.pacer.charge(tokens: tokens, hasPriority: false) { [managed, chain] in
                chain.isOver(managed)
            }
        } catch {
            throw .cancelled
        }
        guard let permit else { throw notCalled }
        return permit
    }

    private var notCalled: ProviderError {
        .held(managed.health.trouble?.detail ?? "the provider is not to be called now")
    }
}
