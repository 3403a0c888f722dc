import Analysis
import Jobs

/// Finds out whether calls may be made: with a job of the queue where there is one, with a canary otherwise.
extension ManagedProvider {
    /// Runs until its task is cancelled.
    /// - Parameter waiting: how many jobs wait in the queue.
    package func runHealthChecks(waiting: @escaping @Sendable () async -> Int) async {
        if let advice = await provider.advice() { health.advise(advice) }
        while let check = await health.nextCheck() {
            switch check {
            case .probe: await probe(waiting)
            case .canary: await sendCanaryIfNeeded(waiting)
            }
        }
    }

    /// How long a job is looked for before the canary makes the probe.
    private static let jobWait = Duration.seconds(1)

    private func probe(_ waiting: () async -> Int) async {
        // Jobs under suspicion make no probe: they may be what fails.
        let suspects = health.withPoison { $0.suspectCount }
        await health.letProbe(within: await waiting() > suspects ? Self.jobWait : .zero)
        guard health.takeProbe() else { return }
        await sendCanary(isProbe: true)
    }

    /// A call failed, and nobody can tell whether its job or the provider is to blame. Other jobs show that, if there
    /// are any.
    private func sendCanaryIfNeeded(_ waiting: () async -> Int) async {
        let suspects = health.withPoison { $0.suspectCount }
        guard await waiting() <= suspects, pacer.status.inFlight == 0 else { return health.postponeCanary() }
        guard health.wantsCanary else { return }
        await sendCanary(isProbe: false)
    }

    /// A call as any other, for a text of our own: one sentence.
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
    /// Neither the analysis nor a word on why there is none.
    var isFaulty: Bool {
        switch self {
        case .analysis, .tooLong, .refused: false
        case .invalid, .cutOff, .misplaced: true
        }
    }
}
