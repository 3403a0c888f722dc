package import Hummingbird
import Jobs
package import Service
import Synchronization

/// Answers from the first moment that the server listens: health checks at once, and 503 to the rest until the API is
/// there.
package final class StartingResponder: HTTPResponder {
    private final class Installed: Sendable {
        let responder: RouterResponder<Exchange>

        init(_ responder: RouterResponder<Exchange>) {
            self.responder = responder
        }
    }

    private let installed = AtomicLazyReference<Installed>()
    private let starting: RouterResponder<Exchange>

    package init(origins: OriginRules, random: RandomNumbers) {
        let router = Router(context: Exchange.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ExchangeMiddleware(origins: origins, random: random))
        router.add(middleware: OnlyHealth())
        router.get(RouterPath(API.healthPath)) { _, _ in API.healthy }
        starting = router.buildResponder()
    }

    /// From now on the API answers. To be called once.
    package func install(_ api: API) { _ = installed.storeIfNil(Installed(api.router().buildResponder())) }

    /// By the API where it is there; never throws: every error is a problem by then.
    package func respond(to request: Request, context: Exchange) async throws -> Response {
        try await (installed.load()?.responder ?? starting).respond(to: request, context: context)
    }
}

/// Nothing else is there yet.
private struct OnlyHealth: RouterMiddleware {
    typealias Context = Exchange

    func handle(
        _ request: Request, context: Exchange, next: @concurrent (Request, Exchange) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path == "/" + API.healthPath else { throw Problem.starting }
        return try await next(request, context)
    }
}
