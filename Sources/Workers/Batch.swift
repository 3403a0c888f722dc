import Analysis
import Jobs
import LongPapers
import ProviderAccess

/// The jobs of one call, and the jobs that were leased with them but cannot share the call.
struct Batch: Sendable {
    /// The provider to call.
    let managed: ManagedProvider
    /// Whether the call is the probe of the circuit breaker.
    let isProbe: Bool
    /// Whether the provider must no longer be called.
    let isOver: @Sendable () -> Bool
    /// In the order of the call.
    private(set) var leases: [Lease] = []
    private(set) var items: [ProviderItem] = []
    /// Estimated tokens of a call with the items: prompt plus reserved output.
    private(set) var tokens = 0
    /// Settlements of the leased jobs that are not part of the call.
    private(set) var apart: [Settlement] = []
    /// How the jobs are to be processed; nil if there are none.
    var work: Work?
    /// The slot for suspects that the call occupies; nil if none of its jobs is a suspect.
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

    /// Takes the jobs that may share one call. The others are handed back, to be called separately.
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
            // A provider that chooses none would cause an endless loop.
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

    /// How long jobs of an unknown kind are left to other servers before this one may lease them again.
    private static let unknownPause = Duration.seconds(30)

    /// A damaged payload is a permanent failure. A job of an unknown kind is left to other servers.
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
    /// Puts the job back, ready at this time. It uses up no attempt and keeps its pack limit.
    static func asItWas(from time: Timestamp) -> Self { .again(time, burnsAttempt: false, packLimit: nil) }
}
