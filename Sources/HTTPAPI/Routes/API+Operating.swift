import Hummingbird
import Jobs
import Service

extension API {
    /// `GET /status`.
    func status() async throws -> Response {
        .json(try await report().json(phase.current))
    }

    /// `GET /health/provider`: 503 while no provider accepts calls, so that `curl -f` fails.
    func providerHealth() async throws -> Response {
        let health = ProviderHealthDocument(providers: try await report().providers)
        return .json(health.json(), status: health.active?.isAvailable == true ? .ok : .serviceUnavailable)
    }

    /// `GET /ready`: 503 while the server starts or stops, or cannot write its journal. It stays ready if the queue is
    /// full or paused, or no provider is available.
    func ready() async throws -> Response {
        switch phase.current {
        case .starting: throw Problem.starting
        case .draining: throw Problem.draining
        case .serving:
            try await statuses.checkReadiness()
            return .json(#"{"status":"ready"}"#)
        }
    }
}
