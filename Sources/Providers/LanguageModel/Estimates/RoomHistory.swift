import Jobs

/// How much models write for documents, by the length that was asked for. Pure.
struct RoomHistory: Sendable {
    /// Answers that must have been seen before a room changes.
    static let fewest = 5
    /// Less is never reserved for a call.
    static let least = 160

    private struct Record: Sendable {
        var written = AnswerLengths()
        /// How often the first room is doubled, since it was too small.
        var doublings = 0
    }

    private var records: [AnalysisOptions.Length: Record] = [:]

    /// - Parameters:
    ///   - kinds: of the documents; nil stands for any.
    ///   - first: the room of one document before anything is known.
    func room(_ length: AnalysisOptions.Length, for kinds: [TextKind?], first: Int) -> Int {
        let unknown = kinds.count * first
        guard let record = records[length] else { return unknown }
        guard isLearned(length) else { return unknown << record.doublings }
        // One odd answer is no reason to reserve more for all than at first, or twice the usual.
        let most = min(max(Double(unknown), 2 * record.written.mean(of: kinds)), Double(4 * unknown))
        return Int(min(max(record.written.room(for: kinds), Double(Self.least)), most).rounded(.up))
    }

    /// Whether enough answers of this length were seen to say what they need.
    func isLearned(_ length: AnalysisOptions.Length) -> Bool { (records[length]?.written.count ?? 0) >= Self.fewest }

    /// A call whose answers were all whole.
    mutating func note(_ answers: [AnswerLengths.Answer], _ length: AnalysisOptions.Length) {
        records[length, default: Record()].written.note(answers)
    }

    /// A call whose answers did not fit into this room. Nobody knows what they would have needed: half as much more, say; and
    /// where nothing was seen yet, the first room is too small.
    mutating func noteCutOff(_ kinds: [TextKind], room: Int, _ length: AnalysisOptions.Length) {
        if isLearned(length) {
            records[length]?.written.noteCall(of: kinds, tokens: 1.5 * Double(room))
        } else {
            records[length] = Record(doublings: min((records[length]?.doublings ?? 0) + 1, 2))
        }
    }
}
