import HTTPTypes
import Hummingbird
import Service

/// What every request needs around its route, in order. Each concern is a type of its own with synchronous steps.
///
/// They share one async frame: a second one would cost every request time, and stay in memory for each request that
/// waits (docs/decisions/0035).
struct MiddlewareStack: RouterMiddleware {
    typealias Context = AppRequestContext

    let origins: HostAndOriginRules
    let random: RandomNumbers

    func handle(
        _ request: Request, context: AppRequestContext,
        next: @concurrent (Request, AppRequestContext) async throws -> Response
    ) async throws -> Response {
        let timing = ServerTiming(start: .now)
        let id = CorrelationID(of: request, random)
        var response: Response
        do {
            try MessageRules.check(request)
            try origins.check(request)
            response = try await next(request, context)
        } catch {
            response = ProblemRenderer.response(to: error, id: id, logger: context.logger)
        }
        // Room for Hummingbird's Date as well: the fields grow once instead of three times.
        response.headers.reserveCapacity(response.headers.count + 3)
        id.finish(&response)
        timing.finish(&response)
        // Hummingbird drops the body only if a route handles HEAD, so it would send the body of a problem.
        return request.method == .head ? response.createHeadResponse() : response
    }
}
