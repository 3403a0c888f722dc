import Analysis
import Caching
import Foundation
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
import Testing

@testable import HTTPAPI

/// The doors over the reference broker, without a socket.
@Suite struct HandlerTests {
    private let world = HandlerWorld()

    @Test("a new text is accepted: where to look, and when")
    func accepted() async throws {
        let response = try await world.analyze("A text.")
        #expect(response.status == .accepted)
        let location = try #require(response.headers[.location])
        #expect(location.hasPrefix("/status/") && location.count == 40)
        #expect(response.headers[.retryAfter] == "1" && response.headers[.cacheStatus] == "precis; fwd=miss")
        let status = try await world.send(.get, location)
        #expect(status.status == .ok && status.headers[.eTag] == "W/\"q0.0\"")
    }

    @Test("an equal text attaches, a stored answer is a hit from the broker and from memory")
    func cached() async throws {
        _ = try await world.analyze("A text.")
        #expect(try await world.analyze("A text.").headers[.cacheStatus] == "precis; fwd=miss; collapsed")
        try await world.finish()
        for _ in 0..<2 {
            let hit = try await world.analyze("A text.")
            #expect(hit.status == .ok && hit.headers[.cacheStatus] == "precis; hit")
        }
        let fresh = try await world.analyze("A text.", [.cacheControl: "no-cache"])
        #expect(fresh.status == .accepted && fresh.headers[.cacheStatus] == "precis; fwd=request")
    }

    @Test("an idempotency key is replayed, and refused for another body")
    func idempotency() async throws {
        let first = try await world.analyze("A text.", [.idempotencyKey: "key"])
        let again = try await world.analyze("A text.", [.idempotencyKey: "key"])
        #expect(again.headers[.location] == first.headers[.location])
        #expect(again.headers[.idempotentReplayed] == "true" && first.headers[.idempotentReplayed] == nil)
        #expect(try await world.analyze("Another.", [.idempotencyKey: "key"]).status == .unprocessableContent)
    }

    @Test("a full queue answers 429 with an honest time")
    func full() async throws {
        for number in 0..<10 { _ = try await world.analyze("Text \(number).") }
        let response = try await world.analyze("One more.")
        #expect(response.status == .tooManyRequests)
        #expect(response.headers[.retryAfter].flatMap(Int.init) ?? 0 > 0)
    }

    @Test("a finished request is answered from memory, and not sent again to whoever has it")
    func finished() async throws {
        let location = try #require(try await world.analyze("A text.").headers[.location])
        try await world.finish()
        for _ in 0..<2 {
            let response = try await world.send(.get, location)
            #expect(response.status == .ok && response.headers[.retryAfter] == nil)
            let tag = try #require(response.headers[.eTag])
            #expect(try await world.send(.get, location, [.ifNoneMatch: tag]).status == .notModified)
        }
    }

    @Test("a body may be as large as its route allows, and no larger")
    func bodyLimit() async throws {
        // Large bodies are parsed only while the client is connected.
        try await world.channel.connect(to: SocketAddress(unixDomainSocketPath: "client"))
        let limit = 3 * (1 << 20) + 65_536
        for (count, status) in [(limit, HTTPResponse.Status.badRequest), (limit + 1, .contentTooLarge)] {
            let body = String(repeating: " ", count: count)
            let response = try await world.send(.post, "/analyze", [.contentType: "application/json"], body)
            #expect(response.status == status)
            #expect((response.headers[.connection] == "close") == (status == .contentTooLarge))
        }
    }

    @Test(
        "unknown, malformed and misused paths",
        arguments: [
            (HTTPRequest.Method.get, "/status/0123456789abcdef0123456789abcdef", HTTPResponse.Status.gone),
            (.get, "/status/short", .notFound), (.get, "/nothing", .notFound), (.post, "/status", .methodNotAllowed),
            (.get, "/analyze", .methodNotAllowed), (.delete, "/health", .methodNotAllowed), (.head, "/health", .ok),
            (.get, "/ready", .ok),
        ])
    func paths(method: HTTPRequest.Method, path: String, status: HTTPResponse.Status) async throws {
        let response = try await world.send(method, path)
        #expect(response.status == status)
        #expect((response.headers[.allow] != nil) == (status == .methodNotAllowed))
        #expect(response.headers[.requestID] != nil)
    }

    @Test("a waiting request can be cancelled once, and nobody else's or an unknown one")
    func cancelling() async throws {
        let location = try #require(try await world.analyze("A text.").headers[.location])
        let cancelled = try await world.send(.delete, location)
        #expect(cancelled.status == .ok && cancelled.headers[.contentType] == "application/json")
        #expect(try await text(of: cancelled).contains(#""status":"cancelled""#))
        #expect(try await text(of: world.send(.get, location)).contains(#""status":"cancelled""#))
        let again = try await world.send(.delete, location)
        #expect(again.status == .conflict)
        #expect(try await text(of: again).contains("urn:precis:problem:already-final"))
        #expect(try await world.send(.delete, "/status/0123456789abcdef0123456789abcdef").status == .gone)
        #expect(try await world.send(.delete, "/status/short").status == .notFound)
    }

    @Test("a failed request is queued again under its id; one that has not failed is not")
    func retrying() async throws {
        let location = try #require(try await world.analyze("A text.").headers[.location])
        #expect(try await world.send(.post, location + "/retry").status == .conflict)
        try await world.finish(.failed(.refused))
        let retried = try await world.send(.post, location + "/retry")
        #expect(retried.status == .accepted && retried.headers[.location] == location)
        #expect(try await text(of: world.send(.get, location)).contains(#""status":"queued""#))
        world.phase.advance(to: .draining)
        #expect(try await world.send(.post, location + "/retry").status == .serviceUnavailable)
    }

    @Test("requests are listed page by page, by status, without results")
    func listing() async throws {
        var ids: [Substring] = []
        for number in 0..<3 {
            let location = try #require(try await world.analyze("Text \(number).").headers[.location])
            ids.append(location.suffix(32))
        }
        try await world.finish()
        let first = try await text(of: world.send(.get, "/requests?limit=2"))
        let next = try #require(first.firstMatch(of: /"next":"(\w{32})"/)?.output.1)
        let second = try await text(of: world.send(.get, "/requests?limit=2&after=\(next)"))
        #expect(!second.contains(#""next""#))
        for id in ids { #expect((first + second).components(separatedBy: #""request_id":"\#(id)""#).count == 2) }
        let done = try await text(of: world.send(.get, "/requests?status=done,error"))
        #expect(done.components(separatedBy: #""request_id""#).count == 2 && !done.contains(#""result""#))
        for query in ["status=finished", "status=", "status=done,", "after=short", "limit=0", "limit=1001", "limit=x"] {
            #expect(try await world.send(.get, "/requests?" + query).status == .badRequest, "\(query)")
        }
        #expect(try await world.send(.post, "/requests").headers[.allow] == "GET, HEAD")
    }

    private func text(of response: Response) async throws -> String {
        let writer = CollectedBody()
        try await response.body.write(writer)
        return writer.text.value
    }

    @Test("until the API is there, health is answered and all else is 503")
    func starting() async throws {
        let world = HandlerWorld(isStarting: true)
        #expect(try await world.send(.get, "/health").status == .ok)
        #expect(try await world.send(.head, "/health").status == .ok)
        #expect(try await world.send(.post, "/health").status == .serviceUnavailable)
        for path in ["/ready", "/status", "/status/0123456789abcdef0123456789abcdef", "/nothing"] {
            let response = try await world.send(.get, path)
            #expect(response.status == .serviceUnavailable && response.headers[.retryAfter] == "1", "\(path)")
            #expect(response.headers[.requestID] != nil)
        }
        #expect(try await world.analyze("A text.").status == .serviceUnavailable)
        world.start()
        #expect(try await world.analyze("A text.").status == .accepted)
    }

    @Test("while the server stops, texts are refused and requests can be asked for")
    func draining() async throws {
        let location = try #require(try await world.analyze("A text.").headers[.location])
        world.phase.advance(to: .draining)
        #expect(try await world.analyze("Another.").status == .serviceUnavailable)
        #expect(try await world.send(.get, location).status == .ok)
        #expect(try await world.send(.get, "/ready").status == .serviceUnavailable)
    }

    @Test("a wait ends when the client leaves, and when its time is up")
    func waiting() async throws {
        let caller = ConnectionCaller(world.channel)
        let endings = Watched<[WaitResult]>([])
        let stop = await caller.watch(for: .seconds(5)) { ending in endings.change { $0.append(ending) } }
        await world.channel.testingEventLoop.advanceTime(by: .seconds(5))
        try await endings.until("the timer fires") { $0 == [.timedOut] }
        stop()
        let stopLater = await caller.watch(for: .seconds(30)) { ending in endings.change { $0.append(ending) } }
        try await world.channel.close()
        try await endings.until("the client has left") { $0 == [.timedOut, .callerLeft] }
        stopLater()
    }
}
