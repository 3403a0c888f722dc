import Analysis
import Jobs

/// Probes the provider: with a job of the queue if there is one, otherwise with a canary.
extension ManagedProvider {
    /// Runs until its task is cancelled.
    /// - Parameter waiting: the number of jobs that wait in the queue.
    package func runHealthChecks(waiting: @escaping @Sendable () async -> Int) async {
        if let advice = await provider.advice() { health.advise(advice) }
        while let check = await health.nextCheck() {
            switch check {
            case .probe: await probe(waiting)
            case .canary: await sendCanaryIfNeeded(waiting)
            }
        }
    }

    /// How long a probe waits for a job before a canary is sent instead.
    private static let jobWait = Duration.seconds(1)

    private func probe(_ waiting: () async -> Int) async {
        // Suspects are not used as probes: they may be the cause of the failures.
        let suspects = health.withPoison { $0.suspectCount }
        await health.letProbe(within: await waiting() > suspects ? Self.jobWait : .zero)
        guard health.takeProbe() else { return }
        await sendCanary(isProbe: true)
    }

    /// A call failed, and it is undecided whether its job or the provider is the cause. Other jobs decide this, if
    /// there are any; otherwise a canary does.
    private func sendCanaryIfNeeded(_ waiting: () async -> Int) async {
        let suspects = health.withPoison { $0.suspectCount }
        guard await waiting() <= suspects, pacer.status.inFlight == 0 else { return health.postponeCanary() }
        guard health.wantsCanary else { return }
        await sendCanary(isProbe: false)
    }

    /// Sends a canary: a call like any other, with one sentence of our own.
    private func sendCanary(isProbe: Bool) async {
        let items = [ProviderItem(document: Document(text: Self.canary), options: AnalysisOptions())]
        let permit: Permit?
        do {
            permit = try await pacer.charge(tokens: provider.tokens(of: items), hasPriority: true) { false }
        } catch { return }
        guard let permit else { return }
        switch await send(items, permit) {
        case .success: health.recordCanary(nil, isProbe: isProbe)
        case .failure(let error): health.recordCanary(error, isProbe: isProbe)
        }
    }

    private static let canary = "A queue that is bounded tells its clients when to come back."
}

extension ProviderAnswer {
    /// Whether it is neither an analysis nor a statement by the provider why there is none.
    var isFaulty: Bool {
        switch self {
        case .analysis, .tooLong, .refused: false
        case .invalid, .cutOff, .misplaced: true
        }
    }
}
