import Analysis
import HTTPTypes
import Hummingbird
import Jobs
package import SerialLane
package import Service
import Telemetry

/// The HTTP contract over the services: parse, call, render.
package final class API: Sendable {
    /// The limits and rules that apply to clients.
    package struct Configuration: Sendable {
        package let maxTextBytes: Int
        /// The longest a call may wait for a result.
        package let maxWait: Duration
        package let origins: HostAndOriginRules

        package init(maxTextBytes: Int, maxWait: Duration, origins: HostAndOriginRules) {
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
    /// For bodies so large that parsing them on an event loop would delay other clients.
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

    func router() -> Router<AppRequestContext> {
        let router = Router(context: AppRequestContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: MiddlewareStack(origins: configuration.origins, random: random))
        router.add(Self.routes, of: self)
        return router
    }
}

extension Response {
    static func json(_ text: String) -> Response { json(Array(text.utf8)) }

    static func json(_ document: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(document))
    }
}
