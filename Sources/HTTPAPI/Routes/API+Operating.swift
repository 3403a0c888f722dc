import Hummingbird
import Jobs
import Service

extension API {
    /// `GET /status`.
    func status() async throws -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(try await report().json(phase.current)))
    }

    /// `GET /health/provider`: 503 while the provider takes nothing, so that `curl -f` tells.
    func providerHealth() async throws -> Response {
        let health = ProviderHealthDocument(providers: try await report().providers)
        return Response(
            status: health.active?.isWell == true ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(health.json()))
    }

    /// `GET /ready`: whether submissions are taken. Full, paused or without a provider is still ready.
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
