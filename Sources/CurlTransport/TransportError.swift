/// Why there is no response. The texts are for operators: they name a host at most, never a header, a body or a query.
package enum TransportError: Error, Hashable, Sendable {
    /// No connection: the name is unknown, the port is closed, or TLS was refused. Nothing was sent.
    case unreachable(String)
    /// The time limit was reached.
    case timedOut(Stage)
    /// The connection broke before the response was complete. The server may have done its work anyway.
    case brokenOff
    /// The server's certificate is not trusted for this host. Nothing was sent.
    case untrusted(String)
    /// The response is larger than allowed.
    case tooLarge
    /// The response is complete, but not in the content coding that its header names, or in one that cannot be decoded
    /// here.
    case undecodable(String)
    /// The request cannot be sent as it is, or the response is not HTTP.
    case malformed(String)
    /// The caller's task was cancelled.
    case cancelled
    /// The transport is closed, or was closed during the request.
    case closed

    /// How far a request got.
    package enum Stage: Hashable, Sendable {
        /// There was no connection yet: nothing was sent.
        case connecting
        /// The server may have the request, or part of it.
        case answering
    }
}

extension TransportError: CustomStringConvertible {
    /// One clause for people, without a full stop: "cannot reach localhost:1: Connection refused".
    package var description: String {
        switch self {
        case .unreachable(let reason): "cannot reach \(reason)"
        case .timedOut(.connecting): "timed out while connecting"
        case .timedOut(.answering): "timed out while waiting for the answer"
        case .brokenOff: "the connection broke before the answer was complete"
        case .untrusted(let reason): "the server is not trusted: \(reason)"
        case .tooLarge: "the answer is larger than allowed"
        case .undecodable(let coding): "the answer is compressed with \(coding), which cannot be read"
        case .malformed(let reason): reason
        case .cancelled: "cancelled"
        case .closed: "the transport is closed"
        }
    }
}
