import Foundation
import GroqSimulator
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The simulator behind HTTP: Groq's paths, and those by which a test watches and steers.
final class Service: Sendable {
    private let simulator: Mutex<Simulator>
    private let hanging = HangingCalls()
    private let start = ContinuousClock.now
    private let startDate = Duration.seconds(Date().timeIntervalSince1970)

    init(settings: Settings, seed: UInt64) {
        simulator = Mutex(Simulator(settings: settings, seed: seed))
    }

    func router() -> Router<Exchange> {
        let router = Router(context: Exchange.self)
        router.add(middleware: ErrorAnswers())
        router.post("openai/v1/chat/completions") { try await self.complete($0, $1) }
        router.get("openai/v1/models") { request, _ in try self.models(request) }
        router.get("openai/v1/models/**") { try self.model($0, $1) }
        router.get("stats") { _, _ in Response(json: self.simulator.withLock { $0.statistics.json }) }
        router.post("stats/reset") { _, _ in self.resetStatistics() }
        router.get("control") { _, _ in Response(json: self.settings.json) }
        router.post("control") { request, _ in try await self.control(request) }
        router.get("health") { _, _ in Response(json: Array(#"{"status":"ok"}"#.utf8)) }
        return router
    }

    private var settings: Settings { simulator.withLock { $0.settings } }

    /// Since 1970, but steady.
    private var now: Duration { startDate + (ContinuousClock.now - start) }
}

// MARK: - Groq's paths

extension Service {
    private func complete(_ request: Request, _ exchange: Exchange) async throws -> Response {
        let asked = try await read(request)
        let releases = hanging.releases
        let call = simulator.withLock { $0.begin(asked, key: request.bearer, at: now) }
        let reply = call.reply()
        var isThere = true
        if reply.hangs {
            isThere = await hanging.wait(settings.faults.hangLimit, since: releases, exchange)
        }
        if isThere, reply.delay > .zero { isThere = await exchange.wait(reply.delay) }
        simulator.withLock { $0.end(call, reply, delivered: isThere, at: now) }
        guard isThere else { throw CancellationError() }
        switch reply.delivery {
        case .whole: return Response(reply, body: ResponseBody(reply.body))
        case .cut:
            await exchange.cut()
            throw CancellationError()
        case .cutBody:
            let body = ResponseBody(contentLength: reply.body.count) { writer in
                try await writer.write(ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2)))
                await exchange.cut()
                throw CancellationError()
            }
            return Response(reply, body: body)
        }
    }

    private func read(_ request: Request) async throws -> Result<ChatRequest, APIError> {
        do {
            let settings = settings
            let body = try await request.body.collect(upTo: settings.maxBodyBytes)
            return Result { () throws(APIError) in
                try ChatRequest(body: Array(buffer: body), tokenizer: settings.tokenizer)
            }
        } catch is NIOTooManyBytesError {
            return .failure(.bodyTooLarge)
        }
    }

    private func models(_ request: Request) throws -> Response {
        let settings = settings
        try settings.authorize(request.bearer)
        return Response(json: Model.list(settings.models))
    }

    /// Ids have slashes, which clients escape or not.
    private func model(_ request: Request, _ exchange: Exchange) throws -> Response {
        let settings = settings
        try settings.authorize(request.bearer)
        let id = exchange.parameters.getCatchAll().joined(separator: "/")
        return Response(json: try settings.model(id.removingPercentEncoding ?? id).json)
    }
}

// MARK: - Watching and steering

extension Service {
    private func resetStatistics() -> Response {
        simulator.withLock { $0.resetStatistics(at: now) }
        return Response(json: Array("{}".utf8))
    }

    /// For later calls; those that hang are let go when calls do not hang any more.
    private func control(_ request: Request) async throws -> Response {
        let body = Array(buffer: try await request.body.collect(upTo: 1 << 20))
        let settings = try simulator.withLock { simulator in
            var settings = simulator.settings
            try settings.change(body)
            simulator.apply(settings)
            return settings
        }
        if !settings.faults.hangs { hanging.release() }
        return Response(json: settings.json)
    }
}
