import Analysis
import Jobs

/// The progress of one paper, and what to do next: a pure state machine that is given the outcomes of calls.
///
/// Items are identified by their content. So work that was finished under another plan or for another paper is reused
/// if it is equal, and equal parts of one paper are read once.
struct PaperProgress: Sendable {
    let plan: PaperPlan
    let provider: any Provider
    let keys: PaperKeys
    /// Decides what to do about items that fail alone.
    let calls: any PaperCalls

    /// Set once no more calls are to be made.
    private(set) var ending: PaperOutcome?
    /// Finished but not yet saved, in the order in which they were finished.
    private(set) var unsaved: [Fingerprint] = []

    var items: [Fingerprint: PaperItem] = [:]
    var finished: [Fingerprint: PartPayload] = [:]
    /// The parts in the order of the paper; parts that were cut are replaced by their halves.
    var order: [Fingerprint] = []
    /// The groups that are merged in this round; nil while parts are read.
    var round: [[Fingerprint]]?
    /// The smallest number of tokens known to be too large for a call. Parts that were cut under other limits may
    /// exceed it.
    private(set) var tooLarge: Int

    /// Finished by earlier runs, under this plan or another.
    private var kept: [Fingerprint: PartPayload] = [:]
    /// Checkpoint numbers of the items that have been saved.
    private var numbers: [Fingerprint: Int] = [:]
    private var lastNumber: Int
    /// Number of checkpoints that have been written, including those that cannot be read.
    private var checkpoints: Int
    /// Usage of calls whose answers could not be used, not yet added to any item.
    private var wasted = TokenUsage()

    /// - Parameter checkpoints: everything that earlier runs have saved.
    init(
        _ plan: PaperPlan, for provider: any Provider, keys: PaperKeys, calls: any PaperCalls,
        checkpoints: [Int: [UInt8]]
    ) {
        self.plan = plan
        self.calls = calls
        self.provider = provider
        self.keys = keys
        tooLarge = plan.callLimit + 1
        lastNumber = checkpoints.keys.max() ?? 0
        self.checkpoints = checkpoints.count
        for (number, bytes) in checkpoints {
            guard let payload = PartPayload(bytes) else { continue }
            (kept[payload.key], numbers[payload.key]) = (payload, number)
        }
        for part in plan.parts { place(part) }
    }

    // MARK: What is known

    /// Number of parts and merges, as far as they are known, and of all other checkpoints.
    var total: Int {
        // Merges of later rounds are estimated, because the sizes of the analyses are not known yet.
        let merges = round.map { plan.merges(of: $0.count) } ?? plan.merges(of: Set(order).count)
        return checkpoints + items.keys.count { numbers[$0] == nil } + merges
    }

    /// Parts that are neither read nor being read, in order, without duplicates.
    var unread: [Fingerprint] { Self.unique(order).filter { finished[$0] == nil && items[$0]?.isRunning == false } }

    static func unique(_ keys: [Fingerprint]) -> [Fingerprint] {
        var seen: Set<Fingerprint> = []
        return keys.filter { seen.insert($0).inserted }
    }

    /// The next item to be saved and its number. An item that was saved before keeps its number.
    var nextCheckpoint: (number: Int, payload: PartPayload)? {
        unsaved.first.flatMap { key in finished[key].map { (numbers[key] ?? lastNumber + 1, $0) } }
    }

    // MARK: What happens

    /// The first ending counts, but a lost lease replaces every ending except a result.
    mutating func end(_ outcome: PaperOutcome) {
        switch (ending, outcome) {
        case (.done, _): break
        case (nil, _), (_, .lost): ending = outcome
        default: break
        }
    }

    /// Notes that the next checkpoint was written.
    mutating func saved() {
        let key = unsaved.removeFirst()
        guard numbers[key] == nil else { return }
        (lastNumber, checkpoints) = (lastNumber + 1, checkpoints + 1)
        numbers[key] = lastNumber
    }

    mutating func start(_ call: PaperCall) {
        for key in call.keys { items[key]?.isRunning = true }
    }

    /// Applies the outcome of a call. Afterwards there may be something to save.
    mutating func take(_ outcome: Result<ProviderReply, ProviderError>, of call: PaperCall) {
        for key in call.keys { items[key]?.isRunning = false }
        switch outcome {
        case .success(let reply): take(reply, of: call)
        case .failure(let error):
            switch error.items {
            case .none: end(.interrupted(error))
            case .tooLarge(let limit): wasTooLarge(call, limit: limit)
            case .refused: for key in call.keys { refused(key, company: call.keys.count) }
            case .suspect(let code, _):
                for key in call.keys { failed(key, company: call.keys.count, code, because: error) }
            }
        }
    }

    /// The usage of failed calls is added to the next item that finishes. At the end, this adds the rest to a finished
    /// item.
    mutating func bookWaste() {
        guard wasted != TokenUsage(), let key = order.first(where: { finished[$0] != nil }) else { return }
        finished[key]?.usage += wasted
        wasted = TokenUsage()
        if !unsaved.contains(key) { unsaved.append(key) }
    }

    private mutating func take(_ reply: ProviderReply, of call: PaperCall) {
        var rest = reply.usage
        for case .analysis(_, let share) in reply.answers.prefix(call.keys.count) { rest -= share }
        wasted += rest
        for (index, key) in call.keys.enumerated() {
            switch index < reply.answers.count ? reply.answers[index] : .invalid {
            case .analysis(let analysis, let usage): finish(key, .analysis(analysis), usage)
            case .refused: refused(key, company: call.keys.count)
            case .tooLong where call.keys.count > 1: items[key]?.isAlone = true
            case .tooLong: shrink(key)
            case .cutOff, .misplaced, .invalid: failed(key, company: call.keys.count, .invalidAnswer)
            }
        }
    }

    /// - Parameter usage: zero for an analysis that existed already.
    mutating func finish(_ key: Fingerprint, _ finding: PartPayload.Finding, _ usage: TokenUsage = TokenUsage()) {
        guard items[key] != nil, finished[key] == nil else { return }
        finished[key] = PartPayload(
            key: key, finding: finding, partTokens: plan.splitter.partTokens, usage: usage + wasted)
        wasted = TokenUsage()
        unsaved.append(key)
    }

    /// Uses the provider's own limit if it is not far below the size of the call: otherwise it may be some other
    /// number.
    private mutating func wasTooLarge(_ call: PaperCall, limit: Int?) {
        let tokens = provider.tokens(of: call.items)
        tooLarge = min(tooLarge, tokens, max(limit.map { $0 + 1 } ?? tokens, tokens / 2))
        if call.keys.count == 1 { return shrink(call.keys[0]) }
        for key in call.keys { items[key]?.isAlone = true }
    }

    /// In a shared call, another item or chance may be the cause, so the failure does not count against this one. Alone
    /// it is tried again, a few times in one run.
    /// - Parameter error: why the call failed; nil if the provider answered but the answer cannot be used.
    private mutating func failed(
        _ key: Fingerprint, company: Int, _ code: FailureCode, because error: ProviderError? = nil
    ) {
        items[key]?.isAlone = true
        guard company == 1 else { return }
        items[key]?.failures += 1
        let failures = items[key]?.failures ?? 0
        let decision = calls.failedAlone(key, code, isOwn: error == nil)
        if mayCall(decision, because: error), failures >= PaperItem.tries { end(.delayed(failures: failures)) }
    }

    /// Whether an item with this decision may be called. If not, the run ends.
    mutating func mayCall(_ decision: PaperItem.Decision?, because error: ProviderError? = nil) -> Bool {
        switch decision {
        case nil, .callable: return true
        case .later(let failures): end(.delayed(failures: failures))
        case .failed(let code): end(.failed(code))
        case .held: end(.interrupted(error ?? .held("the provider takes no calls")))
        }
        return false
    }

    /// A part that the provider refuses is left out, and the result says so. If the provider refuses a merge, the paper
    /// fails.
    private mutating func refused(_ key: Fingerprint, company: Int) {
        guard company == 1 else {
            items[key]?.isAlone = true
            return
        }
        if items[key]?.isMerge == true { end(.failed(.refused)) } else { finish(key, .refused) }
    }

    /// Replaces an item that is too large for a call by two smaller ones. If that is impossible, the paper fails.
    mutating func shrink(_ key: Fingerprint) {
        switch items[key]?.work {
        case .read(let part):
            let halves = order.count < PaperPlan.partLimit ? plan.splitter.halves(of: part) : nil
            guard let halves else { return end(.failed(.tooLong)) }
            finish(key, .cut)
            let names = halves.map(keys.part)
            order = order.flatMap { $0 == key ? names : [$0] }
            for (name, half) in zip(names, halves) { register(name, .read(half)) }
        case .merge(let group):
            guard group.count > 2, let index = round?.firstIndex(of: group) else { return end(.failed(.tooLong)) }
            let half = group.count / 2
            round?.replaceSubrange(index...index, with: [Array(group[..<half]), Array(group[half...])])
            items[key] = nil
            registerRound()
        case nil: break
        }
    }

    // MARK: Items

    /// Adds a part to the order. If an earlier run cut it, its halves take its place; they may have been cut too.
    private mutating func place(_ part: Document) {
        let key = keys.part(part)
        register(key, .read(part))
        guard kept[key]?.finding == .cut, let halves = plan.splitter.halves(of: part) else { return order.append(key) }
        for half in halves { place(half) }
    }

    mutating func register(_ key: Fingerprint, _ work: PaperItem.Work) {
        guard items[key] == nil else { return }
        finished[key] = kept[key]
        items[key] = PaperItem(work: work, isAlone: calls.assessment(of: key) != nil)
    }
}
