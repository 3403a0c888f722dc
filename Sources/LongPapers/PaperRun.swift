import Analysis
import AsyncPrimitives
import Jobs

/// Drives one leased paper to its end: reads its parts and merges them, with several calls at a time, and keeps each
/// part as soon as it is there. Nothing that was ever kept is done again.
///
/// The heartbeat of the lease is its caller's.
struct PaperRun: Sendable {
    let lease: Lease
    let plan: PaperPlan
    /// What its parts' analyses depend on.
    let profile: AnalysisProfile
    let broker: any Broker
    let provider: any Provider
    let calls: any PaperCalls
    let parts: PartCache?
    /// Calls at a time at most.
    let parallel: Int

    private typealias Answer = (call: PaperCall, outcome: Result<ProviderReply, ProviderError>)

    /// Runs until the paper is done or cannot go on now. Then no call of it is running, and what was finished is kept.
    /// Cancelled, it ends soon.
    func run() async -> PaperOutcome {
        var progress = PaperProgress(
            plan, for: provider, keys: PaperKeys(profile: profile, options: plan.options), calls: calls,
            checkpoints: lease.checkpoints)
        await reuseCached(&progress)
        await work(&progress)
        progress.bookWaste()
        await save(&progress)
        guard let ending = progress.ending else {
            preconditionFailure("there is something to do until there is an end")
        }
        return ending
    }

    /// The next call begins before the last answer is kept: the disk does not hold up the provider.
    private func work(_ progress: inout PaperProgress) async {
        await withTaskGroup(of: Answer.self) { group in
            var running = 0
            while true {
                while running < max(1, parallel), let call = progress.next() {
                    progress.start(call)
                    running += 1
                    group.addTask {
                        (call, await Result { () async throws(ProviderError) in try await calls.call(call.items) })
                    }
                }
                await save(&progress)
                if case .lost = progress.ending { group.cancelAll() }
                guard running > 0, let answer = await group.next() else { return }
                running -= 1
                progress.take(answer.outcome, of: answer.call)
                await share(answer.call, progress)
            }
        }
    }

    /// Keeps what was finished. What cannot be kept now is tried again with the next.
    private func save(_ progress: inout PaperProgress) async {
        if case .lost = progress.ending { return }
        while let (number, payload) = progress.nextCheckpoint {
            do throws(BrokerError) {
                let isHeld = try await broker.checkpoint(
                    lease.token, part: number, of: progress.total, payload: payload.encoded)
                guard isHeld else { return progress.end(.lost) }
                progress.saved()
            } catch {
                return progress.end(.unsaved(error))
            }
        }
    }

    /// Of a text that must be worked on afresh nothing is looked up, of one that is not to be stored nothing is kept.
    private func reuseCached(_ progress: inout PaperProgress) async {
        guard let parts, lease.sharing == .shared else { return }
        for key in progress.unread {
            if let analysis = await parts.find(key) { progress.finish(key, .analysis(analysis)) }
        }
    }

    private func share(_ call: PaperCall, _ progress: PaperProgress) async {
        guard let parts, lease.sharing.storesAnswer else { return }
        for key in call.keys where progress.items[key]?.isMerge == false {
            if let analysis = progress.finished[key]?.analysis { await parts.keep(analysis, for: key) }
        }
    }
}
