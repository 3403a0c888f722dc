/// What is counted. Accepted, completed, failed and cancelled count requests, including those answered from a cache.
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
    /// Jobs sent in provider calls; divided by the calls, the mean pack size.
    case packedJobs
}
