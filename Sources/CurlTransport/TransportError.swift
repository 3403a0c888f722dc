/// Why there is no answer. The texts are for operators: they name a host at most, never a header, a body or a query.
package enum TransportError: Error, Hashable, Sendable {
    /// No connection: the name is unknown, the port closed, TLS refused. Nothing was sent.
    case unreachable(String)
    /// The time was over.
    case timedOut(Stage)
    /// The connection broke before the answer was complete. The server may have done its work all the same.
    case brokenOff
    /// The server's certificate is not one for this host that we trust. Nothing was sent.
    case untrusted(String)
    /// The answer is larger than allowed.
    case tooLarge
    /// The answer is complete, but not in the content coding that its header names, or in one that nobody here undoes.
    case undecodable(String)
    /// The request cannot be sent as it is, or what came is not HTTP.
    case malformed(String)
    /// The caller's task was cancelled.
    case cancelled
    /// The transport is closed, or was while the request was under way.
    case closed

    /// How far a request had come.
    package enum Stage: Hashable, Sendable {
        /// Still without a connection: nothing was sent.
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
