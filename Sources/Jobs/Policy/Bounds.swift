/// Limits on the unfinished work in a queue, and on the finished work that is kept.
package struct Bounds: Hashable, Sendable {
    /// Waiting, delayed and running jobs.
    package let jobs: Int
    /// Canonical bytes of unfinished jobs plus `overhead` each.
    package let bytes: Int
    /// Unfinished requests, including attached ones.
    package let requests: Int
    /// Bytes of finished records; those that expire first are deleted first.
    package let resultBytes: Int

    /// Bytes that a job counts besides its text.
    package static let overhead = 512

    package init(jobs: Int, bytes: Int, requests: Int, resultBytes: Int) {
        self.jobs = jobs
        self.bytes = bytes
        self.requests = requests
        self.resultBytes = resultBytes
    }

    /// What is in use now.
    package struct Usage: Hashable, Sendable {
        package var jobs = 0
        package var bytes = 0
        package var requests = 0

        package init() {}
    }

    /// Whether one more job with this many bytes of text fits.
    package func admits(_ size: Int, with usage: Usage) -> Bool {
        usage.jobs < jobs && usage.bytes + size + Self.overhead <= bytes && usage.requests < requests
    }
}
