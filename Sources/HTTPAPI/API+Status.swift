import HTTPTypes
import Hummingbird
import Jobs

extension API {
    /// `GET /status/<id>`.
    func status(_ request: Request, _ exchange: Exchange) async throws -> Response {
        guard let id = exchange.parameters.get("id").flatMap({ Jobs.RequestID($0) }) else {
            throw Problem(.notFound, "A request_id has 32 lower-case hex digits.")
        }
        let limit = try wait(of: request)
        let known = request.headers.value(of: .ifNoneMatch)
        if let document = cache.document(of: id, for: .anonymous, at: time.now) {
            return answer(document.bytes, document.entityTag, unless: known)
        }
        if limit == .zero, let lookup = broker.glance(id, as: .anonymous) {
            return try answer(lookup, unless: known)
        }
        return limit == .zero
            ? try answer(await broker.record(id, as: .anonymous), unless: known)
            : try await status(id, within: limit, exchange, orNewerThan: known)
    }

    /// Not inlined: its room would be kept by everyone who waits.
    @inline(never)
    private func answer(_ lookup: RecordLookup, unless known: String?) throws -> Response {
        answer(try found(lookup), unless: known)
    }

    /// Apart, so that an answer at once needs no room for all of this.
    @inline(never)
    private func status(
        _ id: Jobs.RequestID, within limit: Duration, _ exchange: Exchange, orNewerThan known: String?
    ) async throws -> Response {
        let wait = waitRoom.enter(id)
        defer { waitRoom.leave(wait) }
        let record = try await record(id)
        let isNews = known.map { !matches(StatusDocument(record: record).entityTag, $0) } ?? false
        if record.state.isFinal || isNews { return answer(record, unless: known) }
        let later = try await settled(record, wait, within: limit, exchange, orNewerThan: known)
        return answer(later, unless: known)
    }

    /// What is known of the request now; throws the problem of one that is not.
    @inline(never)
    func record(_ id: Jobs.RequestID) async throws -> RequestRecord {
        if let lookup = broker.glance(id, as: .anonymous) { return try found(lookup) }
        return try found(try await broker.record(id, as: .anonymous))
    }

    private func found(_ lookup: RecordLookup) throws -> RequestRecord {
        switch lookup {
        case .found(let record): return record
        case .expired:
            throw Problem(
                .expired, "Its retention is over. Send the text again; a recent result is still answered at once.")
        case .unknown: throw Problem(.notFound, "There is no such request here.")
        }
    }

    private func wait(of request: Request) throws(Problem) -> Duration {
        guard let text = request.queryParameters?["wait"] else { return .zero }
        guard let seconds = Int(text), seconds >= 0 else {
            throw Problem(.invalidRequest, "wait must be a number of seconds, like ?wait=30.")
        }
        return min(.seconds(seconds), configuration.maxWait)
    }

    /// The record once it is final, or differs from the version known, or the time is up, or the client has left, or
    /// the server stops: whatever comes first.
    /// - Parameter wait: entered before the record was read.
    func settled(
        _ record: RequestRecord, _ wait: WaitRoom.Wait, within limit: Duration, _ exchange: Exchange,
        orNewerThan known: String? = nil
    ) async throws -> RequestRecord {
        let deadline = time.now + limit
        var wait = wait
        defer { waitRoom.leave(wait) }
        while true {
            let ending = await wait.ending(within: max(.zero, deadline - time.now), for: exchange.channel)
            // One change uses a wait up; the next is entered before the record is read.
            if ending == .changed { wait = waitRoom.enter(record.id) }
            let record = try await self.record(record.id)
            let isNews = known.map { !matches(StatusDocument(record: record).entityTag, $0) } ?? false
            if ending != .changed || record.state.isFinal || isNews { return record }
        }
    }

    private func answer(_ record: RequestRecord, unless known: String?) -> Response {
        let document = StatusDocument(record: record)
        let (bytes, tag) = (document.json(), document.entityTag)
        // A failed one may be tried again, so its document may change.
        if record.state == .done, let finishedAt = record.finishedAt {
            let finished = FinishedDocument(
                bytes: bytes, entityTag: tag, goodUntil: finishedAt + configuration.resultRetention)
            cache.keep(finished, of: record.id, for: .anonymous)
        }
        var response = answer(bytes, tag, unless: known)
        if !record.state.isFinal { response.headers[.retryAfter] = String(secondsToCompletion(record)) }
        return response
    }

    private func answer(_ document: [UInt8], _ tag: String, unless known: String?) -> Response {
        if let known, matches(tag, known) {
            return Response(status: .notModified, headers: [.eTag: tag, .cacheControl: "no-cache"])
        }
        var headers = Self.documentHeaders
        headers.append(HTTPField(name: .eTag, value: tag))
        return Response(status: .ok, headers: headers, body: ResponseBody(document))
    }

    private static let documentHeaders: HTTPFields = [.contentType: "application/json", .cacheControl: "no-cache"]

    /// Weak comparison (RFC 9110, section 13.1.2).
    private func matches(_ tag: String, _ header: String) -> Bool {
        let opaque = { (tag: Substring) in tag.utf8.starts(with: "W/".utf8) ? tag.utf8.dropFirst(2) : tag.utf8 }
        let wanted = opaque(tag[...])
        return header.members.contains { $0.isSame(as: "*") || opaque($0).elementsEqual(wanted) }
    }
}
