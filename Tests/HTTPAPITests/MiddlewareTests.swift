import HTTPTypes
import Hummingbird
import Jobs
import Logging
import NIOCore
import NIOEmbedded
import Service
import TestSupport
import Testing

@testable import HTTPAPI

/// Each concern by itself, then all of them in their order.
@Suite struct MiddlewareTests {
    private let random = RandomNumbers()

    private func request(_ method: HTTPRequest.Method = .get, _ headers: HTTPFields = [:]) -> Request {
        let head = HTTPRequest(
            method: method, scheme: "http", authority: "localhost", path: "/status", headerFields: headers)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    // MARK: CorrelationID

    @Test(
        "the caller's id is kept where it is safe to log",
        arguments: ["a", "job-1_a.B", String(repeating: "x", count: 128)])
    func callersID(sent: String) {
        let id = CorrelationID(of: request(.get, [.requestID: sent]), random)
        #expect(id.value == sent)
        var response = Response(status: .ok)
        id.finish(&response)
        #expect(response.headers[.requestID] == sent)
    }

    @Test(
        "any other id is replaced by a random one",
        arguments: [nil, "", "a b", "<script>", "é", String(repeating: "x", count: 129)] as [String?])
    func ownID(sent: String?) {
        var headers = HTTPFields()
        headers[.requestID] = sent
        let values = (0..<100).map { _ in CorrelationID(of: request(.get, headers), random).value }
        #expect(Set(values).count == values.count)
        let alphabet = Set("0123456789abcdefghijklmnopqrstuv")
        #expect(values.allSatisfy { $0.count == 13 && alphabet.isSuperset(of: $0) })
    }

    // MARK: ServerTiming

    @Test(
        "the duration is in milliseconds, with three decimals",
        arguments: [(0, "0.000"), (7, "0.007"), (1000, "1.000"), (1_234_567, "1234.567")])
    func timing(microseconds: Int, text: String) {
        let start = ContinuousClock.now
        var response = Response(status: .ok)
        ServerTiming(start: start).finish(&response, at: start + .microseconds(microseconds))
        #expect(response.headers[.serverTiming] == "total;dur=\(text)")
    }

    // MARK: MessageRules

    @Test("methods that a path may accept pass", arguments: MessageRules.methods)
    func methods(method: HTTPRequest.Method) throws {
        try MessageRules.check(request(method))
    }

    @Test("CONNECT ends the connection, an unknown method does not")
    func otherMethods() throws {
        let tunnel = #expect(throws: Problem.self) { try MessageRules.check(request(.connect)) }
        #expect(tunnel?.kind == .methodNotAllowed && tunnel?.closesConnection == true && tunnel?.allow != nil)
        let method = try #require(HTTPRequest.Method("PROPFIND"))
        let unknown = #expect(throws: Problem.self) { try MessageRules.check(request(method)) }
        #expect(unknown?.kind == .notImplemented && unknown?.closesConnection == false)
    }

    @Test("a transfer coding before chunked is refused, and ends the connection")
    func transferCodings() throws {
        for value in ["chunked", "Chunked", "gzip"] {
            try MessageRules.check(request(.post, [.transferEncoding: value]))
        }
        for value in ["gzip, chunked", "deflate , Chunked"] {
            let problem = #expect(throws: Problem.self) {
                try MessageRules.check(request(.post, [.transferEncoding: value]))
            }
            #expect(problem?.kind == .notImplemented && problem?.closesConnection == true)
        }
    }

    // MARK: ProblemRenderer

    @Test("what is thrown becomes a problem, and only internal errors are logged")
    func problems() {
        let lines = Watched<[Logger.Metadata]>([])
        let logger = Logger(label: "test") { _ in Recorder(lines: lines) }
        let id = CorrelationID(of: request(.get, [.requestID: "job-1"]), random)
        let refusal = ProblemRenderer.response(to: BrokerError.closed, id: id, logger: logger)
        #expect(refusal.status == .serviceUnavailable && refusal.headers[.retryAfter] == "2")
        #expect(lines.value.isEmpty)
        let failure = ProblemRenderer.response(to: CancellationError(), id: id, logger: logger)
        #expect(failure.status == .internalServerError)
        #expect(failure.headers[.contentType] == "application/problem+json")
        #expect(lines.value.map { $0["request"]?.description } == ["job-1"])
        #expect(lines.value.map { $0["error.type"]?.description } == ["CancellationError"])
    }

    // MARK: MiddlewareStack

    private func handle(_ request: Request, _ route: @Sendable () throws -> Response) async throws -> Response {
        let stack = MiddlewareStack(origins: HostAndOriginRules(allowedHosts: []), random: random)
        let source = ApplicationRequestContextSource(
            channel: NIOAsyncTestingChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return try await stack.handle(request, context: AppRequestContext(source: source)) { _, _ in try route() }
    }

    @Test("a request that passes gets its route's response, and one that is refused does not reach the route")
    func checks() async throws {
        let passed = try await handle(request(.post)) { Response(status: .accepted) }
        #expect(passed.status == .accepted)
        let refused = try await handle(request(.post, [.origin: "http://evil.example"])) {
            Response(status: .accepted)
        }
        #expect(refused.status == .forbidden)
        let tunnel = try await handle(request(.connect)) { Response(status: .accepted) }
        #expect(tunnel.status == .methodNotAllowed)
        for response in [passed, refused, tunnel] {
            #expect(response.headers[values: .requestID].count == 1)
            #expect(response.headers[values: .serverTiming].count == 1)
        }
    }

    @Test("what a route throws becomes a problem")
    func thrown() async throws {
        let response = try await handle(request()) { throw Problem.draining }
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.requestID] != nil)
    }

    @Test("HEAD gets the length of the body but no body, of a response as of a problem")
    func head() async throws {
        let found = try await handle(request(.head)) { Response.json("{}") }
        let refused = try await handle(request(.head)) { throw Problem.draining }
        #expect(found.headers[.contentLength] == "2")
        for response in [found, refused] {
            #expect(response.body.contentLength == 0)
            #expect(response.headers[.contentLength].flatMap { Int($0) } ?? 0 > 0)
        }
    }
}

/// Keeps the metadata of each line.
private struct Recorder: LogHandler {
    let lines: Watched<[Logger.Metadata]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.change { $0.append(event.metadata ?? [:]) }
    }
}
