import Analysis
import Caching
import HTTPTypes
import Hummingbird
import Jobs
import Logging
import NIOCore
import NIOEmbedded
import SerialLane
import Service
import Telemetry
import TestSupport

@testable import HTTPAPI

/// All routes over the reference broker, and a channel that stands for the client's connection.
struct HandlerWorld: Sendable {
    let phase = ServicePhase()
    let channel = NIOAsyncTestingChannel()
    private let broker: ReferenceBroker
    private let responder: StartingResponder
    private let api: API

    /// - Parameter isStarting: the API is not there until `start`.
    init(isStarting: Bool = false) {
        let (time, hour) = (ManualTime(), Duration.seconds(3600))
        let policy = BrokerPolicy(
            bounds: Bounds(jobs: 10, bytes: 1 << 20, requests: 20, resultBytes: 1 << 20),
            batch: BatchRule(maxWait: .zero), attempts: AttemptLimits(attempts: 3, deadline: hour),
            leaseTerm: .seconds(30), resultRetention: hour, answerRetention: hour)
        let broker = ReferenceBroker(policy: policy, time: time) { .working(jobsPerSecond: 1) }
        let cache = MemoryAnswerCache(capacity: 1 << 20, answerRetention: hour)
        let statuses = StatusService(
            broker: broker, cache: cache, retention: hour, time: time, render: StatusDocument.render)
        let (metrics, random) = (Metrics(time: time), RandomNumbers())
        let submissions = SubmissionService(
            broker: broker,
            caches: SubmissionService.Caches(memory: cache, shared: nil, retention: hour),
            profile: AnalysisProfile(model: Sample.model, prompt: "test"), models: { [Sample.model] },
            statuses: statuses, metrics: metrics, time: time, random: random)
        let origins = HostAndOriginRules(allowedHosts: [])
        api = API(
            configuration: API.Configuration(maxTextBytes: 1 << 20, maxWait: .seconds(60), origins: origins),
            submissions: submissions, statuses: statuses, phase: phase, random: random,
            lanes: LanePool(name: "test", threads: 1), report: { preconditionFailure("nobody asks for metrics") })
        self.broker = broker
        responder = StartingResponder(origins: origins, random: random)
        if !isStarting { start() }
    }

    func start() {
        responder.install(api)
        phase.advance(to: .serving)
    }

    func analyze(_ text: String, _ headers: HTTPFields = [:]) async throws -> Response {
        var headers = headers
        headers[.contentType] = "text/plain"
        return try await send(.post, "/analyze", headers, text)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], _ body: String = ""
    ) async throws -> Response {
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: path, headerFields: headers)
        let source = ApplicationRequestContextSource(
            channel: channel, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer(string: body))),
            context: AppRequestContext(source: source))
    }

    /// Ends the job that is next.
    func finish(_ outcome: Settlement.Outcome = .done(Sample.result())) async throws {
        let leases = try await broker.lease(Demand(jobs: 1))
        _ = try await broker.settle(leases.map { Settlement(token: $0.token, outcome: outcome) })
    }
}

/// Collects the body of a response.
struct CollectedBody: ResponseBodyWriter {
    let text = Watched("")

    mutating func write(_ buffer: ByteBuffer) async throws { text.change { $0 += String(buffer: buffer) } }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
