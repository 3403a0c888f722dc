import Analysis
import AsyncPrimitives
import Jobs

/// Processes one leased paper: reads its parts and merges them, with several calls at a time, and saves each finished
/// item at once. Whatever was saved is never done again.
///
/// The caller runs the heartbeat of the lease.
struct PaperRun: Sendable {
    let lease: Lease
    let plan: PaperPlan
    /// What its parts' analyses depend on.
    let profile: AnalysisProfile
    let broker: any Broker
    let provider: any Provider
    let calls: any PaperCalls
    let parts: PartCache?
    /// Maximum number of concurrent calls.
    let parallel: Int

    private typealias Answer = (call: PaperCall, outcome: Result<ProviderReply, ProviderError>)

    /// Runs until the paper is done or cannot continue now. On return none of its calls is running, and finished items
    /// are saved unless the outcome says otherwise. Returns soon after its task is cancelled.
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

    /// Starts the next calls before it saves the last answer, so that calls do not wait for the disk.
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

    /// Saves finished items. If that fails, the run ends as `unsaved`, but later answers of running calls try it again.
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

    /// Looks up parts in the cache, unless the paper was submitted with `no-cache` or `no-store`.
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
