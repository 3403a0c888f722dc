import Jobs

/// How much models write for a document, by the length that was asked for. Pure.
struct RoomHistory: Sendable {
    /// Answers that must have been seen before a room changes.
    static let fewest = 5
    /// Less is never reserved for a document.
    static let least = 256

    private struct Record: Sendable {
        var written = SampleWindow(quantile: 0.95)
        /// How often the first room is doubled, since it was too small.
        var doublings = 0
    }

    private var records: [AnalysisOptions.Length: Record] = [:]

    /// - Parameter first: the room before anything is known.
    func room(_ length: AnalysisOptions.Length, first: Int) -> Int {
        guard let record = records[length] else { return first }
        guard isLearned(length), let written = record.written.bound else { return first << record.doublings }
        return min(max(Int((Self.spare * written).rounded(.up)) + 64, Self.least), 4 * first)
    }

    /// Whether enough answers of this length were seen to say what they need.
    func isLearned(_ length: AnalysisOptions.Length) -> Bool { (records[length]?.written.count ?? 0) >= Self.fewest }

    /// What is written beyond what nearly all answers needed.
    private static let spare = 1.3

    /// A call whose answers were all whole.
    mutating func note(written: Int, items: Int, _ length: AnalysisOptions.Length) {
        guard items > 0, written > 0 else { return }
        records[length, default: Record()].written.add(Double(written) / Double(items))
    }

    /// A call whose answers did not fit: what was seen before does not hold any more, and if nothing was, the first room is
    /// too small.
    mutating func noteCutOff(_ length: AnalysisOptions.Length) {
        let record = records[length] ?? Record()
        let wasLearned = record.written.count >= Self.fewest
        records[length] = Record(doublings: wasLearned ? 0 : min(record.doublings + 1, 2))
    }
}
