import Analysis
import Crypto
import HTTPTypes
import Hummingbird
import JSON
import Jobs
import Telemetry

extension API {
    /// `POST /analyze`.
    func analyze(_ request: Request, _ exchange: Exchange) async throws -> Response {
        guard phase.current != .draining else { throw Problem.draining }
        let preferences = try SubmissionPreferences(request.headers, maxWait: configuration.maxWait)
        let submission = try await SubmissionReader(
            api: self, preferences: preferences, channel: exchange.channel
        ).read(request)
        if let answer = cached(submission) { return answer }
        return try await answer(submission, preferences, exchange)
    }

    /// Apart, so that an answer from memory needs no room for all of this.
    private func answer(
        _ submission: Submission, _ preferences: SubmissionPreferences, _ exchange: Exchange
    ) async throws -> Response {
        var submission = submission
        if submission.sharing.readsAnswers, let shared = await results?.find(submission.fingerprint, at: time.now) {
            submission = submission.known(as: shared)
        }
        let wait = preferences.wait > .zero ? waitRoom.enter(submission.id) : nil
        defer { if let wait { waitRoom.leave(wait) } }
        switch try await admit(submission) {
        case .admitted(let record):
            return try await accepted(record, wait, preferences, exchange, cacheStatus: submission.cacheStatus)
        case .attached(let record):
            return try await accepted(record, wait, preferences, exchange, cacheStatus: "precis; fwd=miss; collapsed")
        case .known(let record), .adopted(let record): return known(record, submission)
        case .replayed(let record): return try await replayed(record, preferences, exchange)
        case .rejected(let rejection):
            var response = Problem(rejection).response()
            response.headers[.cacheStatus] = submission.cacheStatus
            return response
        }
    }

    private func admit(_ submission: Submission) async throws -> Admission {
        replacements.expect(submission)
        do {
            let admission = try await broker.submit(submission)
            if case .admitted = admission { return admission }
            replacements.giveUp(submission)
            return admission
        } catch {
            replacements.giveUp(submission)
            throw error
        }
    }

    /// A ready answer from memory: no write, no encoding.
    private func cached(_ submission: Submission) -> Response? {
        guard submission.sharing.readsAnswers, submission.idempotency == nil, submission.reference == nil,
            let answer = cache.find(submission.fingerprint, for: submission.principal, at: time.now)
        else { return nil }
        figures.add(to: .accepted, .completed, .hitsMemory)
        return answered(answer.document)
    }

    private func answered(_ document: [UInt8]) -> Response {
        Response(status: .ok, headers: Self.hitHeaders, body: ResponseBody(document))
    }

    private static let hitHeaders: HTTPFields = [
        .contentType: "application/json", .cacheControl: "no-store", .cacheStatus: "precis; hit",
    ]

    private func known(_ record: RequestRecord, _ submission: Submission) -> Response {
        let document = StatusDocument(record: record, isCached: true).json()
        // A fallback's answer is for as long as the provider is away: whether it is, the broker's look-up says.
        let isOwn = record.result?.model == profile.model
        if isOwn, let finishedAt = record.finishedAt, submission.idempotency == nil, submission.reference == nil {
            let goodUntil = min(
                finishedAt + configuration.resultRetention / 2,
                (record.resultMadeAt ?? finishedAt) + configuration.answerRetention)
            let answer = CachedAnswer(request: record.id, document: document, goodUntil: goodUntil)
            cache.keep(answer, to: submission.fingerprint, for: submission.principal, at: time.now)
        }
        return answered(document)
    }

    private func replayed(
        _ record: RequestRecord, _ preferences: SubmissionPreferences, _ exchange: Exchange
    ) async throws -> Response {
        let wait = preferences.wait > .zero && !record.state.isFinal ? waitRoom.enter(record.id) : nil
        defer { if let wait { waitRoom.leave(wait) } }
        // Its id was not known before, so it may have ended before the room was entered.
        let record = wait == nil ? record : try await self.record(record.id)
        var response = try await accepted(record, wait, preferences, exchange, cacheStatus: "precis; fwd=miss")
        response.headers[.idempotentReplayed] = "true"
        return response
    }

    private func accepted(
        _ record: RequestRecord, _ wait: WaitRoom.Wait?, _ preferences: SubmissionPreferences, _ exchange: Exchange,
        cacheStatus: String
    ) async throws -> Response {
        var record = record
        if let wait, !record.state.isFinal {
            record = try await settled(record, wait, within: preferences.wait, exchange)
        }
        var response = record.state.isFinal ? current(record) : receipt(record)
        response.headers[.cacheStatus] = cacheStatus
        return response
    }

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
        guard let position = record.position, let estimate = broker.estimate(position: position) else { return 1 }
        return min(30, max(1, Int(estimate.inSeconds.rounded(.up))))
    }
}

extension Submission {
    /// RFC 9211, for one that was not answered from a cache.
    fileprivate var cacheStatus: String { sharing.readsAnswers ? "precis; fwd=miss" : "precis; fwd=request" }
}
