/// What is counted. Accepted, completed, failed and cancelled count requests, answers from the cache among them.
package enum Counter: Int, CaseIterable, Sendable {
    case accepted
    case completed
    case failed
    case cancelled
    case rejected
    case coalesced
    case hitsMemory
    case hitsRedis
    case hitsJournal
    case misses
    case retries
    case providerCalls
    case providerErrors
    case promptTokens
    case completionTokens
    /// Jobs that travelled in calls: with the calls, the mean pack size.
    case packedJobs
}
