import HTTPTypes

extension HTTPField.Name {
    static let secFetchSite = constant("Sec-Fetch-Site")
    static let requestID = constant("X-Request-ID")
    static let serverTiming = constant("Server-Timing")
    static let prefer = constant("Prefer")
    static let idempotencyKey = constant("Idempotency-Key")
    static let idempotentReplayed = constant("Idempotent-Replayed")
    static let cacheStatus = constant("Cache-Status")
    static let accelBuffering = constant("X-Accel-Buffering")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a field name") }
        return name
    }
}
