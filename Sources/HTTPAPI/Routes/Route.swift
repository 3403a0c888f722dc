import HTTPTypes
import Hummingbird

/// One row of the table that drives routing, HEAD, 405 and body limits.
struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// One line for people.
    let summary: String
    /// Maximum number of bytes in a request's body. Routes without a limit of their own read no body.
    var bodyLimit: @Sendable (API.Configuration) -> Int = { _ in 0 }
    /// Makes the handler from the API and this route's body limit. It runs once, at start: another async call per
    /// request would add a frame to those that wait.
    let handler: @Sendable (API, _ bodyLimit: Int) -> Handler

    typealias Handler = @Sendable (Request, AppRequestContext) async throws -> Response
}

extension API {
    /// What clients can call.
    static let routes = [
        Route(
            method: .post, path: "analyze", summary: "Submit a text", bodyLimit: { $0.maxBodyBytes },
            handler: { api, limit in { try await api.analyze($0, $1, bodyLimit: limit) } }),
        Route(
            method: .get, path: "status/:id", summary: "The state of a request, and its result",
            handler: { api, _ in { try await api.status($0, $1) } }),
        Route(
            method: .delete, path: "status/:id", summary: "Cancel a request",
            handler: { api, _ in { try await api.cancel($1) } }),
        Route(
            method: .post, path: "status/:id/retry", summary: "Queue a failed request again",
            handler: { api, _ in { try await api.retry($1) } }),
        Route(
            method: .get, path: "status/:id/events", summary: "The state of a request whenever it changes, as events",
            handler: { api, _ in { try await api.events($1) } }),
        Route(
            method: .get, path: "events", summary: "The state of the server every second, as events",
            handler: { api, _ in { try await api.events(on: $1) } }),
        Route(
            method: .get, path: "requests", summary: "The caller's requests, the newest first",
            handler: { api, _ in { request, _ in try await api.requests(request) } }),
        Route(
            method: .get, path: "status", summary: "The state of the server, in figures",
            handler: { api, _ in { _, _ in try await api.status() } }),
        Route(
            method: .get, path: healthPath, summary: "Whether the process responds",
            handler: { _, _ in { _, _ in healthy } }),
        Route(
            method: .get, path: "health/provider", summary: "Whether the provider accepts calls",
            handler: { api, _ in { _, _ in try await api.providerHealth() } }),
        Route(
            method: .get, path: "ready", summary: "Whether submissions are accepted",
            handler: { api, _ in { _, _ in try await api.ready() } }),
    ]

    static let healthPath = "health"
    static var healthy: Response { .json(#"{"status":"ok"}"#) }
}

extension API.Configuration {
    /// The largest limit of all routes, for the connection, which does not know the route.
    package var largestBody: Int { API.routes.map { $0.bodyLimit(self) }.max() ?? 0 }
}

extension Router<AppRequestContext> {
    /// Adds the routes, HEAD where there is a GET, and a problem for every other method of their paths.
    func add(_ routes: [Route], of api: API) {
        for route in routes {
            let handler = route.handler(api, route.bodyLimit(api.configuration))
            on(RouterPath(route.path), method: route.method, use: handler)
        }
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            let own = Set(routes.map(\.method))
            let allowed = own.contains(.get) ? own.union([.head]) : own
            let names = MessageRules.methods.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
            for method in MessageRules.methods where !allowed.contains(method) {
                on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "This path accepts \(names).")
                    problem.allow = names
                    throw problem
                }
            }
        }
    }
}
