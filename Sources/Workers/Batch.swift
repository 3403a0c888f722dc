import Analysis
import Jobs
import LongPapers
import ProviderAccess

/// The jobs of one call, and those that were leased with them but do not travel with them.
struct Batch: Sendable {
    /// What is to be called.
    let managed: ManagedProvider
    /// The call shows whether others may be made.
    let isProbe: Bool
    /// Whether the provider is not to be called any more.
    let isOver: @Sendable () -> Bool
    /// In the order of the call.
    private(set) var leases: [Lease] = []
    private(set) var items: [ProviderItem] = []
    /// What the provider will count for a call with the items.
    private(set) var tokens = 0
    /// Ends the leases of those that are not called now.
    private(set) var apart: [Settlement] = []
    /// How the jobs are to be worked on; nil where there are none.
    var work: Work?
    /// The place among suspects that its jobs take up.
    var suspectPlace: SuspectSlots.Place?

    enum Work: Sendable {
        case call(Permit)
        /// The only job is a paper that is read in parts.
        case paper(PaperPlan)
    }

    init(on managed: ManagedProvider, isProbe: Bool, unless isOver: @escaping @Sendable () -> Bool) {
        self.managed = managed
        self.isProbe = isProbe
        self.isOver = isOver
    }

    /// Takes those that may share a call; others, which could be mistaken for one of these, go in calls of their own.
    mutating func take(_ leased: [Lease], of kinds: [any WorkKind], at now: Timestamp) {
        let provider = managed.provider
        var rest: [(lease: Lease, item: ProviderItem)] = []
        for lease in leased {
            if let item = kinds.item(of: lease) {
                rest.append((lease, item))
            } else {
                apart.append(Self.unreadable(lease, isKnown: kinds.kind(of: lease.payload) != nil, at: now))
            }
        }
        while !rest.isEmpty {
            var together = provider.together(rest.map(\.item))
            // A provider that chooses none would never come to an end.
            if together.isEmpty { together = [0] }
            if leases.isEmpty {
                leases = together.map { rest[$0].lease }
                items = together.map { rest[$0].item }
            } else {
                // They keep adjacent places and would be leased together again; the pack limit prevents that.
                apart += together.map { index in
                    Settlement(
                        token: rest[index].lease.token,
                        outcome: .again(now, burnsAttempt: false, packLimit: together.count))
                }
            }
            let taken = Set(together)
            rest = rest.indices.filter { !taken.contains($0) }.map { rest[$0] }
        }
        tokens = provider.tokens(of: items)
    }

    /// How long work of a kind that is not known here is left to other servers, before it is looked at again.
    private static let unknownPause = Duration.seconds(30)

    /// A damaged payload stays damaged.
    private static func unreadable(_ lease: Lease, isKnown: Bool, at now: Timestamp) -> Settlement {
        Settlement(
            token: lease.token, outcome: isKnown ? .failed(.attemptsExhausted) : .asItWas(from: now + unknownPause))
    }

    var leaseTokens: [LeaseToken] { leases.map(\.token) }
    var jobs: [Int64] { leases.map(\.token.job) }

    /// Hands the last jobs back while the batch is larger than the room. This is rare, because the demand counts as the
    /// provider does. It happens when options ask for longer answers than the last call's, or when a failed attempt
    /// needs more output.
    mutating func fit(into room: Int, at now: Timestamp) {
        while items.count > 1, tokens > room {
            items.removeLast()
            apart.append(Settlement(token: leases.removeLast().token, outcome: .asItWas(from: now)))
            tokens = managed.provider.tokens(of: items)
        }
    }

    /// Ends all leases without a call.
    mutating func end(_ outcome: Settlement.Outcome) {
        apart += leases.map { Settlement(token: $0.token, outcome: outcome) }
        (leases, items) = ([], [])
    }
}

extension Settlement.Outcome {
    /// To be leased again from this time on, as if nothing had been.
    static func asItWas(from time: Timestamp) -> Self { .again(time, burnsAttempt: false, packLimit: nil) }
}
