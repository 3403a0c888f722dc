package import Analysis
package import Hummingbird
package import Jobs
package import SerialLane
package import Telemetry

/// The HTTP contract over the ports: decode, call, encode.
package final class API: Sendable {
    /// The limits and rules that clients meet.
    package struct Configuration: Sendable {
        package let maxTextBytes: Int
        /// The longest a call may wait for a result.
        package let maxWait: Duration
        package let resultRetention: Duration
        package let answerRetention: Duration
        package let origins: OriginRules

        package init(
            maxTextBytes: Int, maxWait: Duration, resultRetention: Duration, answerRetention: Duration,
            origins: OriginRules
        ) {
            self.maxTextBytes = maxTextBytes
            self.maxWait = maxWait
            self.resultRetention = resultRetention
            self.answerRetention = answerRetention
            self.origins = origins
        }

        /// JSON may escape every character: six bytes for two or three, twelve for four.
        package var maxBodyBytes: Int { maxTextBytes * 3 + 65_536 }
    }

    package let configuration: Configuration
    let broker: any Broker
    let cache: any AnswerCache
    /// Where results are shared with other servers.
    let results: (any ResultCache)?
    let profile: AnalysisProfile
    /// Whose answers would do now: the usual provider's, and those of its fallbacks while it is away.
    let models: @Sendable () -> [ModelIdentity]
    let waitRoom: WaitRoom
    let replacements: Replacements
    let phase: ServicePhase
    let figures: Figures
    let time: any TimeSource
    let report: @Sendable () -> ServerReport
    let random = RandomNumbers()
    /// For bodies so large that reading them would hold up other clients.
    let lanes: LanePool

    /// - Parameters:
    ///   - results: where results are shared with other servers.
    ///   - report: the content of `GET /status`.
    package init(
        configuration: Configuration, broker: any Broker, cache: any AnswerCache,
        results: (any ResultCache)? = nil, profile: AnalysisProfile,
        models: @escaping @Sendable () -> [ModelIdentity], waitRoom: WaitRoom, replacements: Replacements,
        phase: ServicePhase, figures: Figures, time: any TimeSource,
        lanes: LanePool, report: @escaping @Sendable () -> ServerReport
    ) {
        self.configuration = configuration
        self.broker = broker
        self.cache = cache
        self.results = results
        self.profile = profile
        self.models = models
        self.waitRoom = waitRoom
        self.replacements = replacements
        self.phase = phase
        self.figures = figures
        self.time = time
        self.lanes = lanes
        self.report = report
    }

    /// All routes.
    package func router() -> Router<Exchange> {
        let router = Router(context: Exchange.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ExchangeMiddleware(origins: configuration.origins, random: random))
        router.post("analyze") { try await self.analyze($0, $1) }
        router.get("status") { _, _ in self.status() }
        router.get("status/:id") { try await self.status($0, $1) }
        router.get("health") { _, _ in Response.json(#"{"status":"ok"}"#) }
        router.get("health/provider") { _, _ in self.providerHealth() }
        router.get("ready") { _, _ in try self.ready() }
        refuseOtherMethods(router, "analyze", allowing: [.post])
        for path: RouterPath in ["status", "status/:id", "health", "health/provider", "ready"] {
            refuseOtherMethods(router, path, allowing: [.get, .head])
        }
        return router
    }

    private func refuseOtherMethods(
        _ router: Router<Exchange>, _ path: RouterPath, allowing allowed: [HTTPRequest.Method]
    ) {
        for method in MessageRules.methods where !allowed.contains(method) {
            router.on(path, method: method) { _, _ -> Response in
                let names = allowed.map(\.rawValue).joined(separator: ", ")
                var problem = Problem(.methodNotAllowed, "This path takes \(names).")
                problem.allow = names
                throw problem
            }
        }
    }
}

extension Response {
    static func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(Array(text.utf8)))
    }
}
