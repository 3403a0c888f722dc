/// What came, and what became of it, since the start or the last reset.
///
/// Documents are counted where they were paid for: in calls that were admitted. So `documentsRepeated` is the number of
/// texts that were paid for more than once, whatever became of the earlier calls, and `documentsReanswered` that of
/// texts that were answered well more than once, which nobody needs. Each different text costs some 40 bytes.
package struct Statistics: Sendable {
    /// How often one text was sent and answered.
    private struct Sightings {
        var sent: Int32 = 0
        var answered: Int32 = 0
    }

    package private(set) var calls = 0
    package private(set) var admitted = 0
    /// By status, `cut` for those whose connection was closed, and `abandoned` for those whose caller did not wait.
    package private(set) var outcomes: [String: Int] = [:]
    package private(set) var faults: [FaultKind: Int] = [:]
    /// Documents, merges and questions that were answered well.
    package private(set) var items = 0
    package private(set) var documentsSeen = 0
    package private(set) var documentsRepeated = 0
    package private(set) var documentsReanswered = 0
    package private(set) var promptTokens = 0
    package private(set) var completionTokens = 0
    package private(set) var inFlight = 0
    package private(set) var mostAtOnce = 0
    /// What was charged for the calls of each minute, corrected; at most a day long.
    package private(set) var chargedByMinute: [Int] = []
    private var start: Duration?
    private var sightings: [Int: Sightings] = [:]

    /// Different texts.
    package var documentsDistinct: Int { sightings.count }

    mutating func reset(at now: Duration) {
        var fresh = Statistics()
        fresh.start = now
        fresh.inFlight = inFlight
        fresh.mostAtOnce = inFlight
        self = fresh
    }

    mutating func began(at now: Duration) {
        if start == nil { start = now }
        calls += 1
        inFlight += 1
        mostAtOnce = max(mostAtOnce, inFlight)
    }

    mutating func met(_ fate: Fate) {
        for kind in fate.kinds { faults[kind, default: 0] += 1 }
    }

    mutating func admitted(_ request: ChatRequest, at now: Duration) {
        admitted += 1
        charge(request.requestedTokens, at: now)
        for item in request.pack?.items ?? [] {
            documentsSeen += 1
            sightings[item.hash, default: Sightings()].sent += 1
            if sightings[item.hash]?.sent == 2 { documentsRepeated += 1 }
        }
    }

    mutating func ended(_ call: Call, _ reply: Reply, delivered: Bool, at now: Duration) {
        inFlight -= 1
        // Calls from before a reset are not of this count.
        guard let start, call.time >= start else { return }
        outcomes[outcome(reply, delivered), default: 0] += 1
        guard case .success(let admission) = call.verdict, let usage = reply.usage else { return }
        promptTokens += usage.promptTokens
        completionTokens += usage.completionTokens
        charge(usage.totalTokens - admission.request.requestedTokens, at: call.time)
        guard delivered, reply.delivery == .whole else { return }
        items += reply.answered.count
        for hash in reply.answered {
            sightings[hash, default: Sightings()].answered += 1
            if sightings[hash]?.answered == 2 { documentsReanswered += 1 }
        }
    }

    private func outcome(_ reply: Reply, _ delivered: Bool) -> String {
        guard delivered else { return "abandoned" }
        return reply.delivery == .whole ? "\(reply.status)" : "cut"
    }

    private mutating func charge(_ tokens: Int, at time: Duration) {
        guard let start else { return }
        let minute = Int((time - start).components.seconds / 60)
        guard minute < 1440 else { return }
        while chargedByMinute.count <= minute { chargedByMinute.append(0) }
        chargedByMinute[minute] += tokens
    }
}
