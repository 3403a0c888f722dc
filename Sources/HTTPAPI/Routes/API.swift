import Analysis
import Hummingbird
import Jobs
package import SerialLane
package import Service
import Telemetry

/// The HTTP contract over the ports: decode, call, encode.
package final class API: Sendable {
    /// The limits and rules that clients meet.
    package struct Configuration: Sendable {
        package let maxTextBytes: Int
        /// The longest a call may wait for a result.
        package let maxWait: Duration
        package let origins: OriginRules

        package init(maxTextBytes: Int, maxWait: Duration, origins: OriginRules) {
            self.maxTextBytes = maxTextBytes
            self.maxWait = maxWait
            self.origins = origins
        }

        /// JSON may escape every character: six bytes for two or three, twelve for four.
        var maxBodyBytes: Int { maxTextBytes * 3 + 65_536 }
    }

    package let configuration: Configuration
    let submissions: SubmissionService
    package let statuses: StatusService
    let phase: ServicePhase
    let random: RandomNumbers
    let report: @Sendable () async throws -> ServerReport
    /// For bodies so large that reading them would hold up other clients.
    let lanes: LanePool

    /// - Parameter report: the content of `GET /status`.
    package init(
        configuration: Configuration, submissions: SubmissionService, statuses: StatusService, phase: ServicePhase,
        random: RandomNumbers, lanes: LanePool, report: @escaping @Sendable () async throws -> ServerReport
    ) {
        self.configuration = configuration
        self.submissions = submissions
        self.statuses = statuses
        self.phase = phase
        self.random = random
        self.lanes = lanes
        self.report = report
    }

    func router() -> Router<Exchange> {
        let router = Router(context: Exchange.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: ExchangeMiddleware(origins: configuration.origins, random: random))
        router.add(Self.routes, of: self)
        return router
    }
}

extension Response {
    static func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(Array(text.utf8)))
    }
}
