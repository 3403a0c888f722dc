/// One way out: sends requests, gives answers. A protocol so that providers can be tested without a network.
package protocol Transport: Sendable {
    /// Returns whatever status the server answered with; throws when there is no whole answer. Ends soon, with
    /// `cancelled`, when the task is cancelled.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}
