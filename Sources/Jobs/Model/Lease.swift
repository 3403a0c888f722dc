/// A worker's time-limited right to one job, with everything that is needed to do it.
package struct Lease: Sendable {
    package let token: LeaseToken
    package let payload: Payload
    package let fingerprint: Fingerprint
    package let sharing: Submission.Sharing
    package let place: Int64
    /// Attempts used so far.
    package let attempts: Int
    /// Maximum number of jobs in its call, this one included, because it was in a pack that failed, or a process died
    /// with it. Nil means no limit.
    package let packLimit: Int?
    /// Finished parts of a long paper, by number.
    package let checkpoints: [Int: [UInt8]]

    package init(
        token: LeaseToken, payload: Payload, fingerprint: Fingerprint, sharing: Submission.Sharing, place: Int64,
        attempts: Int, packLimit: Int?, checkpoints: [Int: [UInt8]]
    ) {
        self.token = token
        self.payload = payload
        self.fingerprint = fingerprint
        self.sharing = sharing
        self.place = place
        self.attempts = attempts
        self.packLimit = packLimit
        self.checkpoints = checkpoints
    }

    /// Whether the job must be alone in its call.
    package var isAlone: Bool { packLimit == 1 }
}

/// Identifies one lease of one job. New with every lease, so that the holder of an expired lease cannot act for a newer
/// one.
package struct LeaseToken: Hashable, Sendable {
    /// The broker's number of the job.
    package let job: Int64
    /// Random, never 0.
    package let secret: UInt64

    package init(job: Int64, secret: UInt64) {
        self.job = job
        self.secret = secret
    }
}
