package import Jobs

/// Finds poison jobs (message brokers call them poison messages): jobs that themselves make calls fail. A pure state
/// machine of bounded size.
///
/// A job that failed in a batch is retried in a batch of half the size, then alone. A failure alone counts against the
/// job once another call succeeds afterwards, which shows that the provider works. While many calls of other jobs fail,
/// a failure is more likely to be chance, so more failures are needed.
package struct PoisonJobDetector: Sendable {
    /// Whether a job that failed alone may be called again.
    package enum Assessment: Hashable, Sendable {
        case callable
        /// It is undecided whether the job or the provider caused the last failure.
        case undecided
        /// It has used up an attempt, which must be settled before the next call.
        case failed(FailureCode)
    }

    private struct Entry {
        var order: Int
        var companyFailures = 0
        var isIsolated = false
        var loneFailures = 0
        /// The code that the last failure alone would end the job with.
        var code = FailureCode.attemptsExhausted
        var isUndecided = false
        /// Failures of its own since it last burnt an attempt.
        var unburnt = 0
    }

    private static let most = 4096
    /// The share of failing calls, among calls without suspects, above which chance may explain a failure. Below it one
    /// call in ten fails, and six failures of one job in a row happen by chance once in a million.
    private static let stormShare = 0.1
    /// How many failures count as one above that share. If a third of the calls fail, sixteen failures in a row by
    /// chance are very rare.
    private static let stormFailures = 4
    /// Over how many calls the share is averaged. One failure alone does not exceed the limit, and a storm of failures
    /// is noticed within ten calls. With 32, `StormTests` takes as many calls.
    private static let memory = 16.0

    private var entries: [Int64: Entry] = [:]
    private var order = 0
    private var undecided = 0
    private var failingShare = 0.0

    private var needed: Int { failingShare > Self.stormShare ? Self.stormFailures : 1 }

    /// Whether some failure is undecided.
    var isInDoubt: Bool { undecided > 0 }

    /// Number of jobs that are known suspects.
    var suspectCount: Int { entries.count { isSuspect($0.value) } }

    package func isSuspect(_ job: Int64) -> Bool { entries[job].map(isSuspect) ?? false }

    private func isSuspect(_ entry: Entry) -> Bool { entry.isIsolated || entry.loneFailures > 0 }

    /// How often the job failed alone.
    package func loneFailures(of job: Int64) -> Int { entries[job]?.loneFailures ?? 0 }

    /// A call without suspects was made.
    /// - Parameter share: the share of its jobs that got no usable answer.
    mutating func called(failing share: Double) {
        failingShare += (share - failingShare) / Self.memory
    }

    /// The job was in a call with others that failed, or that gave no usable answer for it. True if this has happened
    /// often enough for the job to be retried in a smaller batch.
    package mutating func failedInCompany(_ job: Int64) -> Bool {
        var entry = entries[job] ?? Entry(order: 0)
        entry.companyFailures += 1
        let failedEnough = entry.companyFailures >= needed
        if failedEnough { entry.isIsolated = true }
        keep(entry, for: job)
        return failedEnough
    }

    /// The job was alone in a call that failed.
    /// - Parameter isOwn: the provider did its work, so the failure is the job's own; otherwise that is decided later.
    package mutating func failedAlone(_ job: Int64, _ code: FailureCode, isOwn: Bool) {
        var entry = entries[job] ?? Entry(order: 0)
        entry.loneFailures += 1
        entry.code = code
        if isOwn {
            entry.unburnt += 1
        } else if !entry.isUndecided {
            entry.isUndecided = true
            undecided += 1
        }
        keep(entry, for: job)
    }

    /// A call was answered, so the provider works: undecided failures count against their jobs.
    mutating func providerWorked() {
        guard undecided > 0 else { return }
        undecided = 0
        for (job, entry) in entries where entry.isUndecided {
            entries[job]?.isUndecided = false
            entries[job]?.unburnt += 1
        }
    }

    /// The provider is to blame for undecided failures: they do not count against their jobs.
    mutating func providerFailed() {
        guard undecided > 0 else { return }
        undecided = 0
        for (job, entry) in entries where entry.isUndecided { entries[job]?.isUndecided = false }
    }

    /// - Parameter attempts: after how many failures of its own the result is `failed`.
    package func assessment(of job: Int64, attempts: Int = 1) -> Assessment {
        guard let entry = entries[job] else { return .callable }
        if entry.isUndecided { return .undecided }
        return entry.unburnt >= needed * attempts ? .failed(entry.code) : .callable
    }

    /// Burns an attempt if the job has enough failures of its own. Returns the code of the last failure; nil if not.
    package mutating func burnAttempt(of job: Int64) -> FailureCode? {
        guard case .failed(let code) = assessment(of: job) else { return nil }
        entries[job]?.unburnt = 0
        return code
    }

    /// Forgets a job that has ended.
    package mutating func forget(_ job: Int64) {
        if entries.isEmpty { return }
        if entries.removeValue(forKey: job)?.isUndecided == true { undecided -= 1 }
    }

    private mutating func keep(_ entry: Entry, for job: Int64) {
        order += 1
        entries[job] = entry
        entries[job]?.order = order
        guard entries.count > Self.most else { return }
        let bound = order - Self.most / 2
        entries = entries.filter { $0.value.order > bound }
        undecided = entries.count { $0.value.isUndecided }
    }
}
