import HTTPTypes
package import Hummingbird
package import Service
import Synchronization

/// Responds from the first moment that the server listens: to health checks with 200, to everything else with 503 until
/// the API is installed.
package final class StartingResponder: HTTPResponder {
    private final class Installed: Sendable {
        let responder: RouterResponder<AppRequestContext>

        init(_ responder: RouterResponder<AppRequestContext>) {
            self.responder = responder
        }
    }

    private let installed = AtomicLazyReference<Installed>()
    private let middlewares: MiddlewareStack

    package init(origins: HostAndOriginRules, random: RandomNumbers) {
        middlewares = MiddlewareStack(origins: origins, random: random)
    }

    /// From now on the API responds. Call it once.
    package func install(_ api: API) { _ = installed.storeIfNil(Installed(api.router().buildResponder())) }

    /// Never throws: the middlewares render every error.
    package func respond(to request: Request, context: AppRequestContext) async throws -> Response {
        guard let installed = installed.load() else { return try await starting(request, context) }
        return try await installed.responder.respond(to: request, context: context)
    }

    /// Out of line: every request keeps the frame of `respond`.
    @inline(never)
    private func starting(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        try await middlewares.handle(request, context: context) { request, _ in
            let isRead = request.method == .get || request.method == .head
            guard isRead, request.uri.path == "/" + API.healthPath else { throw Problem.starting }
            return API.healthy
        }
    }
}
