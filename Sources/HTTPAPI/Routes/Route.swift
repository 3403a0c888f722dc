import HTTPTypes
import Hummingbird

/// One thing that clients can do: a row of the table that drives routing, 405 and body limits.
struct Route: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// For people, in one line.
    let summary: String
    /// Bytes that a request's body may have; none is read elsewhere.
    var bodyLimit: @Sendable (API.Configuration) -> Int = { _ in 0 }
    /// Makes the function that answers. It is made once, before requests come: every async call on the way adds a frame
    /// to each request that waits.
    let handler: @Sendable (API) -> Handler

    typealias Handler = @Sendable (Request, Exchange) async throws -> Response
}

extension API {
    /// What clients can do.
    static let routes = [
        Route(
            method: .post, path: "analyze", summary: "Submit a text", bodyLimit: { $0.maxBodyBytes },
            handler: { api in { try await api.analyze($0, $1) } }),
        Route(
            method: .get, path: "status/:id", summary: "How a request is, and its result",
            handler: { api in { try await api.status($0, $1) } }),
        Route(
            method: .get, path: "status", summary: "The server in figures",
            handler: { api in { _, _ in try await api.status() } }),
        Route(
            method: .get, path: healthPath, summary: "Whether the process answers",
            handler: { _ in { _, _ in healthy } }),
        Route(
            method: .get, path: "health/provider", summary: "Whether the provider takes calls",
            handler: { api in { _, _ in try await api.providerHealth() } }),
        Route(
            method: .get, path: "ready", summary: "Whether submissions are taken",
            handler: { api in { _, _ in try await api.ready() } }),
    ]

    static let healthPath = "health"
    static var healthy: Response { .json(#"{"status":"ok"}"#) }
}

extension API.Configuration {
    /// Bytes that the body of any request may have.
    package var largestBody: Int { API.routes.map { $0.bodyLimit(self) }.max() ?? 0 }
}

extension Router<Exchange> {
    /// Adds the routes, HEAD where there is a GET, and a problem for every other method of their paths.
    func add(_ routes: [Route], of api: API) {
        for route in routes { on(RouterPath(route.path), method: route.method, use: route.handler(api)) }
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            let own = Set(routes.map(\.method))
            let allowed = own.contains(.get) ? own.union([.head]) : own
            let names = MessageRules.methods.filter(allowed.contains).map(\.rawValue).joined(separator: ", ")
            for method in MessageRules.methods where !allowed.contains(method) {
                on(RouterPath(path), method: method) { _, _ -> Response in
                    var problem = Problem(.methodNotAllowed, "This path takes \(names).")
                    problem.allow = names
                    throw problem
                }
            }
        }
    }
}
