import Jobs

/// The jobs of one call with its permit, and those that were leased with them but do not travel with them.
struct Batch: Sendable {
    /// In the order of the call.
    private(set) var leases: [Lease] = []
    private(set) var items: [ProviderItem] = []
    /// Hands back those that are not called for now.
    private(set) var apart: [Settlement] = []
    /// How the jobs are to be worked on; nil where there are none.
    private(set) var work: Work?

    enum Work: Sendable {
        case call(ProviderLine, Permit, isProbe: Bool)
        /// The only job is a paper that is read in parts.
        case paper(ProviderLine, PaperPlan)
        /// The only job is a paper that is too long even for that.
        case tooLong
    }

    /// The place among suspects that its jobs take up.
    var suspectPlace: SuspectSlots.Place?

    /// No call.
    init() {}

    /// Those that may share a call; others, which could be mistaken for one of these, go in calls of their own.
    init(_ leased: [Lease], for provider: any Provider, now: Timestamp) {
        var rest = leased
        while !rest.isEmpty {
            let items = rest.map { ProviderItem(document: $0.document, options: $0.options, attempts: $0.attempts) }
            // A provider that chooses none would never come to an end.
            let together = provider.together(items).isEmpty ? [0] : provider.together(items)
            let group = together.map { rest[$0] }
            if leases.isEmpty {
                leases = group
                self.items = together.map { items[$0] }
            } else {
                // They will be leased side by side again: the limit keeps them from meeting the others there.
                apart += group.map { lease in
                    Settlement(
                        token: lease.token, outcome: .again(now, burnsAttempt: false, packLimit: group.count))
                }
            }
            let taken = Set(together)
            rest = rest.indices.filter { !taken.contains($0) }.map { rest[$0] }
        }
    }

    var tokens: [LeaseToken] { leases.map(\.token) }

    mutating func start(_ work: Work) {
        self.work = work
    }

    /// Gives the last jobs back while they count more than there is room for: the broker's estimates are not the
    /// provider's.
    mutating func fit(into room: Int, of provider: any Provider, at now: Timestamp) {
        while items.count > 1, provider.tokens(of: items) > room {
            items.removeLast()
            handBack([leases.removeLast()], at: now)
        }
    }

    /// Gives all jobs back, as they were, to be leased again from this time on.
    mutating func handBack(at time: Timestamp) {
        handBack(leases, at: time)
        leases = []
        items = []
    }

    /// Settles an attempt of the only job, which has failed by itself.
    mutating func burnAttempt(_ code: FailureCode, at now: Timestamp) {
        apart += leases.map {
            Settlement(token: $0.token, outcome: .again(now, burnsAttempt: true, packLimit: 1, code: code))
        }
        leases = []
        items = []
    }

    private mutating func handBack(_ leases: [Lease], at now: Timestamp) {
        apart += leases.map { Settlement(token: $0.token, outcome: .again(now, burnsAttempt: false, packLimit: nil)) }
    }
}
