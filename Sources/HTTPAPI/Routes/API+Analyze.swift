import HTTPTypes
import Hummingbird
import JSON
import Jobs
import Service

extension API {
    /// `POST /analyze`.
    func analyze(_ request: Request, _ exchange: Exchange) async throws -> Response {
        guard phase.current != .draining else { throw Problem.draining }
        let preferences = try SubmissionPreferences(request.headers, maxWait: configuration.maxWait)
        let call = try await SubmissionReader(api: self, preferences: preferences, channel: exchange.channel)
            .read(request)
        let fingerprint = submissions.fingerprint(of: call)
        if let document = submissions.inMemory(call, fingerprint) { return hit(document) }
        return try await answer(call, fingerprint, preferences.wait, exchange)
    }

    /// Apart, so that an answer from memory needs no room for all of this.
    private func answer(
        _ call: SubmissionService.Call, _ fingerprint: Fingerprint, _ wait: Duration, _ exchange: Exchange
    ) async throws -> Response {
        let caller = ConnectionCaller(exchange.channel)
        switch try await submissions.submit(call, fingerprint, waiting: wait, for: caller) {
        case .cached(let document): return hit(document)
        case .request(let record, let way):
            var response = record.state.isFinal ? current(record) : receipt(record)
            // Appended, not set by name: for that an index of all names would be made.
            switch way {
            case .admitted: response.headers.append(HTTPField(name: .cacheStatus, value: call.cacheStatus))
            case .attached:
                response.headers.append(HTTPField(name: .cacheStatus, value: "precis; fwd=miss; collapsed"))
            case .replayed:
                response.headers.append(HTTPField(name: .cacheStatus, value: "precis; fwd=miss"))
                response.headers.append(HTTPField(name: .idempotentReplayed, value: "true"))
            }
            return response
        case .rejected(let rejection):
            var response = Problem(rejection).response()
            response.headers[.cacheStatus] = call.cacheStatus
            return response
        }
    }

    /// Answered from a cache.
    private func hit(_ document: [UInt8]) -> Response {
        Response(status: .ok, headers: Self.hitHeaders, body: ResponseBody(document))
    }

    private static let hitHeaders: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .cacheStatus: "precis; hit",
    ]

    private func current(_ record: RequestRecord) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(StatusDocument(record: record).json()))
    }

    /// The 202: what the client needs to come back.
    private func receipt(_ record: RequestRecord) -> Response {
        let id = record.id.description
        let path = "/status/" + id
        var writer = JSONWriter(capacity: 192)
        writer.beginObject()
        writer.field("request_id", id)
        writer.field("ref", record.reference)
        writer.field("status", record.state.name)
        writer.field("position", record.position)
        writer.field("status_url", path)
        writer.endObject()
        return Response(
            status: .accepted,
            headers: [
                .contentType: "application/json", .cacheControl: "no-store", .location: path,
                .retryAfter: String(secondsToCompletion(record)),
            ], body: ResponseBody(writer.finish()))
    }

    /// When to look again: the estimated completion, 1 to 30 seconds.
    func secondsToCompletion(_ record: RequestRecord) -> Int {
        record.estimate.map { min(30, max(1, Int($0.inSeconds.rounded(.up)))) } ?? 1
    }
}

extension SubmissionService.Call {
    /// RFC 9211, for one that was not answered from a cache.
    fileprivate var cacheStatus: String { sharing.readsAnswers ? "precis; fwd=miss" : "precis; fwd=request" }
}
