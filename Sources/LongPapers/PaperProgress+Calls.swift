import Analysis
import Jobs

/// What to do next: read, then merge.
extension PaperProgress {
    /// The next call that can be made now. Nil if there is none yet, or if the run has ended; then `ending` says why.
    mutating func next() -> PaperCall? {
        while ending == nil, let first = unread.first {
            if isTooLarge([first]) {
                shrink(first)
            } else if mayCall(calls.assessment(of: first)) {
                return reading(first)
            }
        }
        guard ending == nil, order.allSatisfy({ finished[$0] != nil }) else { return nil }
        return merging()
    }

    // MARK: Reading

    /// A call for a part, with other parts that are small enough to share it.
    private func reading(_ first: Fingerprint) -> PaperCall {
        var pack = [first]
        if provider.packSize > 1, items[first]?.isAlone == false {
            // Only nearby parts, so that a pack covers one region of the paper.
            for key in unread.dropFirst().prefix(4 * provider.packSize) where pack.count < provider.packSize {
                guard items[key]?.isAlone == false, tokens(pack + [key]) <= plan.callTokens else { continue }
                if !isTooLarge(pack + [key]) { pack.append(key) }
            }
            pack = provider.together(pack.map(providerItem)).map { pack[$0] }
        }
        return PaperCall(keys: pack, items: pack.map(providerItem))
    }

    /// Whether a call with these items is known to be too large, without the extra output that failed items ask for.
    private func isTooLarge(_ keys: [Fingerprint]) -> Bool {
        provider.tokens(of: keys.map { providerItem($0, attempts: 0) }) >= tooLarge
    }

    private func tokens(_ keys: [Fingerprint]) -> Int { provider.tokens(of: keys.map(providerItem)) }

    /// The item, with as much as the call limit allows of the extra output that its failures ask for.
    private func providerItem(_ key: Fingerprint) -> ProviderItem {
        var failures = items[key]?.failures ?? 0
        while failures > 0, provider.tokens(of: [providerItem(key, attempts: failures)]) > plan.callLimit {
            failures -= 1
        }
        return providerItem(key, attempts: failures)
    }

    private func providerItem(_ key: Fingerprint, attempts: Int) -> ProviderItem {
        switch items[key]?.work {
        case .read(let part):
            let work = order.firstIndex(of: key).map { ProviderItem.Work.readPart($0 + 1, of: order.count) }
            return ProviderItem(
                document: part, options: plan.options, work: order.count > 1 ? work ?? .read : .read, attempts: attempts
            )
        case .merge(let group): return merge(group, attempts: attempts)
        case nil: preconditionFailure("only registered items are called for")
        }
    }

    // MARK: Merging

    /// The next merge of this round, or of the next round if this one is finished.
    private mutating func merging() -> PaperCall? {
        while ending == nil {
            guard let groups = round else {
                begin(Self.unique(order).filter { finished[$0]?.analysis != nil })
                continue
            }
            let open = groups.filter { $0.count > 1 }.map(mergeKey).filter { finished[$0] == nil }
            if open.isEmpty {
                begin(groups.map { $0.count > 1 ? mergeKey($0) : $0[0] })
                continue
            }
            guard let key = open.first(where: { items[$0]?.isRunning == false }) else { return nil }
            if isTooLarge([key]) {
                shrink(key)
            } else if mayCall(calls.assessment(of: key)) {
                return PaperCall(keys: [key], items: [providerItem(key)])
            }
        }
        return nil
    }

    /// Starts a round of merges of these items. If only one is left, it is the result.
    private mutating func begin(_ level: [Fingerprint]) {
        guard level.count > 1 else { return conclude(level.first) }
        round = groups(of: level)
        registerRound()
    }

    mutating func registerRound() {
        for group in round ?? [] where group.count > 1 { register(mergeKey(group), .merge(group)) }
    }

    /// The smallest number of groups of about the same size that fit into one call each; pairs if no such number
    /// exists.
    private func groups(of level: [Fingerprint]) -> [[Fingerprint]] {
        let most = (level.count + 1) / 2
        for count in 1..<most {
            let groups = Self.groups(of: level, count)
            let fit = groups.allSatisfy { group in
                provider.tokens(of: [merge(group)]) <= min(plan.callTokens, tooLarge - 1)
            }
            if fit { return groups }
        }
        return Self.groups(of: level, most)
    }

    private static func groups(of level: [Fingerprint], _ count: Int) -> [[Fingerprint]] {
        (0..<count).map { Array(level[$0 * level.count / count..<($0 + 1) * level.count / count]) }
    }

    private func merge(_ group: [Fingerprint], attempts: Int = 0) -> ProviderItem {
        ProviderItem(
            document: Document(title: plan.title), options: plan.options,
            work: .merge(group.compactMap { finished[$0]?.analysis }), attempts: attempts)
    }

    private func mergeKey(_ group: [Fingerprint]) -> Fingerprint { keys.merge(group, title: plan.title) }

    // MARK: The end

    private mutating func conclude(_ key: Fingerprint?) {
        guard let analysis = key.flatMap({ finished[$0]?.analysis }) else { return end(.failed(.refused)) }
        bookWaste()
        let usage = finished.values.reduce(into: TokenUsage()) { $0 += $1.usage }
        let refused = order.indices.filter { finished[order[$0]]?.finding == .refused }
        end(.done(analysis.without(parts: refused.map { $0 + 1 }, of: order.count), usage))
    }
}

extension Analysis {
    /// The same analysis, with limitations that name the parts of the paper it does not cover.
    fileprivate func without(parts: [Int], of total: Int) -> Analysis {
        guard !parts.isEmpty else { return self }
        let notes = parts.map { "Part \($0) of \(total) is not covered: the provider refused to read it." }
        return Analysis(
            summary: summary, keyPoints: keyPoints, methods: methods,
            limitations: ([limitations] + notes).filter { !$0.isEmpty }.joined(separator: " "), keywords: keywords)
    }
}
