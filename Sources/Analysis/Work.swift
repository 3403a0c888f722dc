package import Jobs

/// Work of one kind that can be submitted: what a client asked for, in canonical form.
package protocol Work: Sendable {
    /// The form in which it is queued. Encodes all of it, so it is used only if no answer is found.
    var payload: Payload { get }

    /// Equal for two pieces of work only if they may share one answer.
    func fingerprint(by profile: AnalysisProfile) -> Fingerprint
}
