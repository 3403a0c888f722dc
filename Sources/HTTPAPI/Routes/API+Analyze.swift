import HTTPTypes
import Hummingbird
import JSON
import Jobs
import Service

extension API {
    /// `POST /analyze`.
    func analyze(_ request: Request, _ context: AppRequestContext, bodyLimit: Int) async throws -> Response {
        guard phase.current != .draining else { throw Problem.draining }
        let preferences = try SubmissionPreferences(request.headers, maxWait: configuration.maxWait)
        let reader = SubmissionReader(
            api: self, preferences: preferences, bodyLimit: bodyLimit, channel: context.channel)
        let call = try await reader.read(request)
        let fingerprint = submissions.fingerprint(of: call)
        if let document = submissions.cachedDocument(for: call, fingerprint) { return hit(document) }
        return try await answer(call, fingerprint, preferences.wait, context)
    }

    /// Out of line: an answer from memory must not pay for this frame.
    private func answer(
        _ call: SubmissionService.Call, _ fingerprint: Fingerprint, _ wait: Duration, _ context: AppRequestContext
    ) async throws -> Response {
        let caller = ConnectionCaller(context.channel)
        switch try await submissions.submit(call, fingerprint, waiting: wait, for: caller) {
        case .cached(let document): return hit(document)
        case .request(let record, let kind):
            var response = record.state.isFinal ? finished(record) : accepted(record)
            // Appended instead of set by name: setting builds an index of all names.
            switch kind {
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

    private func hit(_ document: [UInt8]) -> Response {
        Response(status: .ok, headers: Self.hitHeaders, body: ResponseBody(document))
    }

    private static let hitHeaders: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .cacheStatus: "precis; hit",
    ]

    private func finished(_ record: RequestRecord) -> Response {
        .json(StatusDocument(record: record).json())
    }

    /// The 202: where the client finds its request, and when to ask for it.
    func accepted(_ record: RequestRecord) -> Response {
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

    /// `Retry-After` of an unfinished request: its estimated completion, 1 to 30 seconds.
    func secondsToCompletion(_ record: RequestRecord) -> Int {
        record.estimate.map { min(30, max(1, Int($0.inSeconds.rounded(.up)))) } ?? 1
    }
}

extension SubmissionService.Call {
    /// `Cache-Status` (RFC 9211) when no cache had the answer.
    fileprivate var cacheStatus: String { sharing.readsAnswers ? "precis; fwd=miss" : "precis; fwd=request" }
}
