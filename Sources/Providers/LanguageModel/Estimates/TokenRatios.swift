/// What is known of a provider's tokenizer: tokens for each byte by kind of text, and what the instruction counts. Learns
/// from what calls were charged; pure.
struct TokenRatios: Sendable {
    /// Of a document's wrapping in a pack.
    static let perDocument = 16
    /// Of a further text in the same document.
    static let perText = 4

    private var ratios = [SampleWindow](repeating: SampleWindow(quantile: 0.9), count: TextKind.allCases.count)
    private var overheads = SampleWindow(quantile: 0.5)
    private let firstOverhead: Double

    /// - Parameter overhead: estimated tokens of a call besides its documents.
    init(overhead: Int) {
        firstOverhead = Double(max(overhead, 1))
    }

    /// Tokens of a call besides its documents.
    var overhead: Double {
        overheads.bound.map { min(max($0, firstOverhead / 4), firstOverhead * 4) } ?? firstOverhead
    }

    func tokens(_ census: TextCensus) -> Int {
        let known = ratios[census.kind.rawValue]
        // A call or two are no reason to expect less than usual.
        let ratio = known.count < 3 ? max(ratio(census.kind), census.kind.prior) : ratio(census.kind)
        return Int(Double(census.bytes) * ratio) + wrapping(census)
    }

    /// - Parameters:
    ///   - censuses: of the items of a call.
    ///   - prompt: what the call was charged for all that was sent.
    mutating func learn(_ censuses: [TextCensus], prompt: Int) {
        guard let (kind, bytes) = dominant(censuses) else { return }
        let wrapping = Double(censuses.map(wrapping).reduce(0, +))
        let texts = bytes * ratio(kind)
        let (expected, charged) = (overhead + texts + wrapping, Double(prompt))
        // Where both are unknown, both are as far off: tokenizers are coarse or fine as a whole.
        let scale = charged / expected
        let knowsOverhead = overheads.count > 0
        let knowsRatio = ratios[kind.rawValue].count > 0
        var (newRatio, newOverhead): (Double?, Double?)
        if 2 * texts >= overhead {
            newRatio = knowsOverhead ? (charged - overhead - wrapping) / bytes : ratio(kind) * scale
        }
        if !knowsOverhead {
            newOverhead = overhead * scale
        } else if texts <= overhead {
            newOverhead = knowsRatio ? charged - texts - wrapping : overhead * scale
        }
        if let newRatio, newRatio > 0 { ratios[kind.rawValue].add(newRatio) }
        if let newOverhead, newOverhead > 0 { overheads.add(newOverhead) }
    }

    /// Never below half of the usual, whatever a provider charges, nor above four times.
    private func ratio(_ kind: TextKind) -> Double {
        ratios[kind.rawValue].bound.map { min(max($0, kind.prior / 2), kind.prior * 4) } ?? kind.prior
    }

    private func wrapping(_ census: TextCensus) -> Int {
        Self.perDocument + Self.perText * max(0, census.texts - 1)
    }

    /// The kind of nearly all of the bytes; nil for a mixture, which teaches nothing.
    private func dominant(_ censuses: [TextCensus]) -> (TextKind, bytes: Double)? {
        let bytes = censuses.reduce(0) { $0 + $1.bytes }
        guard let kind = censuses.max(by: { $0.bytes < $1.bytes })?.kind, bytes > 0 else { return nil }
        let ofKind = censuses.filter { $0.kind == kind }.reduce(0) { $0 + $1.bytes }
        return 10 * ofKind >= 9 * bytes ? (kind, Double(bytes)) : nil
    }
}
