import CurlTransport
import TestSupport

/// Answers as its test says, and remembers what it was sent.
final class ScriptedTransport: Transport {
    typealias Behaviour = @Sendable (TransportRequest) async throws(TransportError) -> TransportResponse

    private let behaviour: Behaviour
    private let log = Watched<[TransportRequest]>([])

    init(_ behaviour: @escaping Behaviour) {
        self.behaviour = behaviour
    }

    /// The same answer to everything.
    convenience init(_ body: String, status: Int = 200, headers: [(name: String, value: String)] = []) {
        self.init { _ throws(TransportError) in
            TransportResponse(status: status, headers: TransportHeaders(headers), body: Array(body.utf8))
        }
    }

    /// The same failure of everything.
    convenience init(_ error: TransportError) {
        self.init { _ throws(TransportError) in throw error }
    }

    var requests: [TransportRequest] { log.value }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        log.change { $0.append(request) }
        return try await behaviour(request)
    }

    func until(_ rule: String, requests: Int) async throws {
        try await log.until(rule) { $0.count >= requests }
    }
}
