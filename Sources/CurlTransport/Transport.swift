/// Sends requests over the network and returns the responses. A protocol, so that providers can be tested without a
/// network.
package protocol Transport: Sendable {
    /// Returns the response whatever its status; throws if there is no complete response. Ends soon, with `cancelled`,
    /// if the task is cancelled.
    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse
}
