package import Jobs

/// Finds the jobs that make calls fail by themselves (poison messages, as message brokers call them). A pure state
/// machine, bounded.
///
/// A job that failed in company is asked again in half of it, then alone. A failure alone counts as the job's own once
/// the provider is known to work: when another call succeeds afterwards. While many calls of other jobs fail, chance
/// explains more, so more failures are asked for.
package struct PoisonJobDetector: Sendable {
    /// Whether a job that failed alone may be called again.
    package enum Assessment: Hashable, Sendable {
        case callable
        /// Nobody knows yet whether the last failure was its own.
        case undecided
        /// It has used up an attempt, which is to be settled before the next call.
        case failed(FailureCode)
    }

    private struct Entry {
        var order: Int
        var companyFailures = 0
        var isIsolated = false
        var loneFailures = 0
        /// What the last failure alone would end it with.
        var code = FailureCode.attemptsExhausted
        var isUndecided = false
        /// Failures of its own since an attempt was burnt.
        var unburnt = 0
    }

    private static let most = 4096
    /// Of the calls without suspects, the share that fails at which chance explains a failure: below it one call in ten
    /// fails, and six failures of one job in a row happen once in a million.
    private static let stormShare = 0.1
    /// Failures that count as one while so many calls fail: where a third of the calls fails, sixteen in a row hardly
    /// ever happen.
    private static let stormFailures = 4
    /// How many calls the share looks back: one failure alone makes no storm, and a storm is noticed within ten calls.
    /// `StormTests` takes as many calls with 32.
    private static let memory = 16.0

    private var entries: [Int64: Entry] = [:]
    private var order = 0
    private var undecided = 0
    private var failingShare = 0.0

    private var needed: Int { failingShare > Self.stormShare ? Self.stormFailures : 1 }

    /// There is a failure that nobody has decided on.
    var isInDoubt: Bool { undecided > 0 }

    /// Jobs that are kept apart from others, as far as is known.
    var suspectCount: Int { entries.count { isSuspect($0.value) } }

    package func isSuspect(_ job: Int64) -> Bool { entries[job].map(isSuspect) ?? false }

    private func isSuspect(_ entry: Entry) -> Bool { entry.isIsolated || entry.loneFailures > 0 }

    /// How often it failed alone.
    package func loneFailures(of job: Int64) -> Int { entries[job]?.loneFailures ?? 0 }

    /// A call without suspects was made.
    /// - Parameter share: of its jobs, those that it did not answer for.
    mutating func called(failing share: Double) {
        failingShare += (share - failingShare) / Self.memory
    }

    /// The job was in a call of several that failed, or did not answer for it. True when it has failed there often
    /// enough to be asked in less company.
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

    /// A call was answered: what failed before failed by itself.
    mutating func providerWorked() {
        guard undecided > 0 else { return }
        undecided = 0
        for (job, entry) in entries where entry.isUndecided {
            entries[job]?.isUndecided = false
            entries[job]?.unburnt += 1
        }
    }

    /// The provider is to blame for what nobody has decided on.
    mutating func providerFailed() {
        guard undecided > 0 else { return }
        undecided = 0
        for (job, entry) in entries where entry.isUndecided { entries[job]?.isUndecided = false }
    }

    /// - Parameter attempts: failures of its own that it may have before an attempt is used up, or all of them.
    package func assessment(of job: Int64, attempts: Int = 1) -> Assessment {
        guard let entry = entries[job] else { return .callable }
        if entry.isUndecided { return .undecided }
        return entry.unburnt >= needed * attempts ? .failed(entry.code) : .callable
    }

    /// An attempt is burnt for the failures of the job, if they are enough: the code of what was seen.
    package mutating func burnAttempt(of job: Int64) -> FailureCode? {
        guard case .failed(let code) = assessment(of: job) else { return nil }
        entries[job]?.unburnt = 0
        return code
    }

    /// The job is done.
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
