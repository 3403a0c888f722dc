import Jobs

/// How far the work on one paper has come, and what is to be done next: a pure state machine, told what its calls say.
///
/// Items are known by what goes into them, so that whatever was finished under another plan, or for another paper, is
/// found when it is equal; equal parts of one paper are read once.
struct PaperProgress: Sendable {
    let plan: PaperPlan
    let provider: any Provider
    let keys: PaperKeys
    /// Judges items that fail alone.
    let calls: any PaperCalls

    /// Set once nothing more is to be started.
    private(set) var ending: PaperOutcome?
    /// Finished, but not kept yet, in the order they were finished.
    private(set) var unsaved: [Fingerprint] = []

    var items: [Fingerprint: PaperItem] = [:]
    var finished: [Fingerprint: PartPayload] = [:]
    /// The parts as they follow each other; those that were cut are replaced by their halves.
    var order: [Fingerprint] = []
    /// The groups that are merged in this round; nil while parts are read.
    var round: [[Fingerprint]]?
    /// Tokens of a call that is too large, as far as is known: parts that were cut under other limits may be.
    private(set) var tooLarge: Int

    /// Finished by runs before.
    private let kept: [Fingerprint: (number: Int, payload: PartPayload)]
    private var numbers: Set<Int> = []
    private var lastFree = 0
    /// Numbers of checkpoints, of this plan or not.
    private var highest: Int
    /// Paid for what could not be used.
    private var wasted = TokenUsage()

    /// - Parameter checkpoints: whatever runs before have kept.
    init(
        _ plan: PaperPlan, for provider: any Provider, keys: PaperKeys, calls: any PaperCalls,
        checkpoints: [Int: [UInt8]]
    ) {
        self.plan = plan
        self.calls = calls
        self.provider = provider
        self.keys = keys
        tooLarge = plan.callLimit + 1
        let payloads = checkpoints.compactMap { number, bytes in PartPayload(bytes).map { (number, $0) } }
        kept = Dictionary(payloads.map { ($1.key, (number: $0, payload: $1)) }) { one, other in
            one.number < other.number ? one : other
        }
        highest = checkpoints.keys.max() ?? 0
        numbers = Set(payloads.lazy.filter { $1.isMerge }.map(\.0))
        restore(plan.parts)
    }

    // MARK: What is known

    /// Parts and merges, as far as they are known; never less than there are checkpoints.
    var total: Int {
        // Those of the rounds to come are a guess: nobody knows how long the analyses will be.
        let merges = round.map { plan.merges(of: $0.count) } ?? plan.merges(of: Set(order).count)
        return max(items.count + merges, highest)
    }

    /// Parts that must still be read and are not being read, in order, each once.
    var unread: [Fingerprint] {
        var seen: Set<Fingerprint> = []
        return order.filter { finished[$0] == nil && items[$0]?.isRunning == false && seen.insert($0).inserted }
    }

    /// What is kept of an item.
    func checkpoint(of key: Fingerprint) -> (number: Int, payload: PartPayload)? {
        guard let item = items[key], let payload = finished[key] else { return nil }
        return (item.number, payload)
    }

    // MARK: What happens

    /// The first end counts, but that of a lost lease comes before all that are no result.
    mutating func end(_ outcome: PaperOutcome) {
        switch (ending, outcome) {
        case (.done, _): break
        case (nil, _), (_, .lost): ending = outcome
        default: break
        }
    }

    mutating func saved() {
        unsaved.removeFirst()
    }

    /// An analysis that was there already, and costs nothing.
    mutating func adopt(_ analysis: Analysis, for key: Fingerprint) {
        guard items[key] != nil, finished[key] == nil else { return }
        finished[key] = PartPayload(
            key: key, finding: .analysis(analysis), partTokens: plan.splitter.partTokens)
        unsaved.append(key)
    }

    mutating func start(_ call: PaperCall) {
        for key in call.keys { items[key]?.isRunning = true }
    }

    /// What came of a call. Afterwards there may be something to be saved.
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

    /// What failed calls cost is booked with the next item that is finished, or with one that is: once at the end.
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

    private mutating func finish(_ key: Fingerprint, _ finding: PartPayload.Finding, _ usage: TokenUsage = TokenUsage())
    {
        guard let item = items[key], finished[key] == nil else { return }
        finished[key] = PartPayload(
            key: key, finding: finding, isMerge: item.isMerge, partTokens: plan.splitter.partTokens,
            usage: usage + wasted)
        wasted = TokenUsage()
        unsaved.append(key)
    }

    /// The provider's own limit counts, if it is not far from what was sent: it may be another figure.
    private mutating func wasTooLarge(_ call: PaperCall, limit: Int?) {
        let tokens = provider.tokens(of: call.items)
        tooLarge = min(tooLarge, tokens, max(limit.map { $0 + 1 } ?? tokens, tokens / 2))
        if call.keys.count == 1 { return shrink(call.keys[0]) }
        for key in call.keys { items[key]?.isAlone = true }
    }

    /// In company a neighbour may be to blame, or chance: that is no failure of its own. Alone it is asked for again, a
    /// few times in one run.
    /// - Parameter error: why the call failed; nil where the provider did its work.
    private mutating func failed(
        _ key: Fingerprint, company: Int, _ code: FailureCode, because error: ProviderError? = nil
    ) {
        items[key]?.isAlone = true
        guard company == 1 else { return }
        items[key]?.failures += 1
        let failures = items[key]?.failures ?? 0
        switch calls.failedAlone(key, code, isOwn: error == nil) {
        case .callable where failures < PaperItem.tries: break
        case .callable: end(.delayed(failures: failures))
        case .later(let failures): end(.delayed(failures: failures))
        case .failed(let code): end(.failed(code))
        case .held: end(.interrupted(error ?? .held("the provider takes no calls")))
        }
    }

    /// A part that the provider will not read is left out, and the result says so. What it reads but will not merge
    /// cannot be had.
    private mutating func refused(_ key: Fingerprint, company: Int) {
        guard company == 1 else {
            items[key]?.isAlone = true
            return
        }
        if items[key]?.isMerge == true { end(.failed(.refused)) } else { finish(key, .refused) }
    }

    /// Too large for a call: what is left to do is smaller, or nothing helps.
    mutating func shrink(_ key: Fingerprint) {
        switch items[key]?.work {
        case .read(let part):
            let halves = order.count < PaperPlan.partLimit ? plan.splitter.halves(of: part) : nil
            guard let halves else { return end(.failed(.tooLong)) }
            finish(key, .cut)
            replace(key, by: halves)
        case .merge(let group):
            guard group.count > 2, let index = round?.firstIndex(of: group) else { return end(.failed(.tooLong)) }
            let half = group.count / 2
            round?.replaceSubrange(index...index, with: [Array(group[..<half]), Array(group[half...])])
            drop(key)
            registerRound()
        case nil: break
        }
    }

    // MARK: Items

    /// Parts that were finished before keep their numbers; the others take those that are left.
    private mutating func restore(_ parts: [Document]) {
        let named = parts.map { (key: keys.part($0), part: $0) }
        order = named.map(\.key)
        var documents = Dictionary(named.map { ($0.key, $0.part) }) { first, _ in first }
        var found: [Fingerprint] = []
        // Halves stand where the whole stood, and may have been cut themselves.
        var index = 0
        while index < order.count {
            let key = order[index]
            guard let old = kept[key], let part = documents[key] else {
                index += 1
                continue
            }
            found.append(key)
            numbers.insert(old.number)
            if old.payload.finding == .cut, let halves = plan.splitter.halves(of: part) {
                let names = halves.map(keys.part)
                for (name, half) in zip(names, halves) { documents[name] = half }
                order.replaceSubrange(index...index, with: names)
            } else {
                index += 1
            }
        }
        for key in found + order {
            if let part = documents[key] { register(key, .read(part)) }
        }
    }

    private mutating func replace(_ key: Fingerprint, by halves: [Document]) {
        let named = halves.map { (keys.part($0), $0) }
        order = order.flatMap { $0 == key ? named.map(\.0) : [$0] }
        for (name, half) in named { register(name, .read(half)) }
    }

    mutating func register(_ key: Fingerprint, _ work: PaperItem.Work) {
        guard items[key] == nil else { return }
        if let old = kept[key] {
            numbers.insert(old.number)
            finished[key] = old.payload
        }
        items[key] = PaperItem(
            key: key, number: kept[key]?.number ?? freeNumber(), work: work, isAlone: calls.standing(of: key) != nil)
    }

    /// Its number is the next to be used.
    private mutating func drop(_ key: Fingerprint) {
        guard let number = items.removeValue(forKey: key)?.number else { return }
        numbers.remove(number)
        lastFree = min(lastFree, number - 1)
    }

    private mutating func freeNumber() -> Int {
        repeat { lastFree += 1 } while numbers.contains(lastFree)
        numbers.insert(lastFree)
        highest = max(highest, lastFree)
        return lastFree
    }
}
