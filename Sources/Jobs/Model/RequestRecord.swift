/// What a principal may know about one of its requests: the content of the status document.
package struct RequestRecord: Sendable {
    /// How many parts of a long paper are finished.
    package struct Progress: Hashable, Sendable {
        package let done: Int
        package let total: Int

        package init(done: Int, total: Int) {
            self.done = done
            self.total = total
        }
    }

    package let id: RequestID
    package let reference: String?
    package let priority: Priority
    package var state: JobState
    /// Jobs ahead plus one; nil while running, waiting for a time, or final.
    package var position: Int?
    /// Expected time until a job at this position is done, at the measured drain rate; nil if nothing is measured.
    package var estimate: Duration?
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    /// Attempts used so far.
    package var attempts: Int
    package var progress: Progress?
    package var result: StoredResult?
    package var failure: FailureCode?
    /// When the result was made; before `finishedAt` if an older result was the answer.
    package var resultMadeAt: Timestamp?

    package init(
        id: RequestID, reference: String?, priority: Priority, state: JobState = .queued, position: Int? = nil,
        startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil, attempts: Int = 0, progress: Progress? = nil,
        result: StoredResult? = nil, failure: FailureCode? = nil
    ) {
        self.id = id
        self.reference = reference
        self.priority = priority
        self.state = state
        self.position = position
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.attempts = attempts
        self.progress = progress
        self.result = result
        self.failure = failure
    }
}
