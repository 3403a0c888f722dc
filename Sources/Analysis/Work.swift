package import Jobs

/// Work of one kind that can be submitted: what a client asked for, in canonical form.
package protocol Work: Sendable {
    /// As the queue carries it. Encodes all of it: asked for only once no answer is at hand.
    var payload: Payload { get }

    /// Equal for two works only if one answer does for both.
    func fingerprint(by profile: AnalysisProfile) -> Fingerprint
}
