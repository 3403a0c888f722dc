import HTTPTypes
import Hummingbird
import Jobs
import Service

extension API {
    /// `GET /status/<id>`.
    func status(_ request: Request, _ exchange: Exchange) async throws -> Response {
        guard let id = exchange.parameters.get("id").flatMap({ Jobs.RequestID($0) }) else {
            throw Problem(.notFound, "A request_id has 32 lower-case hex digits.")
        }
        let limit = try wait(of: request)
        let known = request.headers.value(of: .ifNoneMatch)
        if let document = statuses.finished(id, as: .anonymous) {
            return answer(document.bytes, document.entityTag, unless: known)
        }
        if limit == .zero, let lookup = statuses.glance(id, as: .anonymous) {
            return try answer(lookup, unless: known)
        }
        return try await status(id, within: limit, exchange, orNewerThan: known)
    }

    /// Apart, so that an answer at once needs no room for all of this.
    @inline(never)
    private func status(
        _ id: Jobs.RequestID, within limit: Duration, _ exchange: Exchange, orNewerThan known: String?
    ) async throws -> Response {
        let lookup =
            limit == .zero
            ? try await statuses.lookUp(id, as: .anonymous)
            : try await statuses.lookUp(
                id, as: .anonymous, waiting: limit, for: ConnectionCaller(exchange.channel)
            ) { record in known.map { !matches(StatusDocument(record: record).entityTag, $0) } ?? false }
        return try answer(lookup, unless: known)
    }

    private func wait(of request: Request) throws(Problem) -> Duration {
        guard let text = request.queryParameters?["wait"] else { return .zero }
        guard let seconds = Int(text), seconds >= 0 else {
            throw Problem(.invalidRequest, "wait must be a number of seconds, like ?wait=30.")
        }
        return min(.seconds(seconds), configuration.maxWait)
    }

    /// Not inlined, to keep the frame of a waiting task small.
    @inline(never)
    private func answer(_ lookup: RecordLookup, unless known: String?) throws -> Response {
        let record = try found(lookup)
        let tag = StatusDocument(record: record).entityTag
        var response = answer(
            statuses.document(record, as: .anonymous, entityTag: tag), tag, unless: known)
        if !record.state.isFinal {
            // Appended, not set by name: for that an index of all names would be made.
            response.headers.append(HTTPField(name: .retryAfter, value: String(secondsToCompletion(record))))
        }
        return response
    }

    private func found(_ lookup: RecordLookup) throws(Problem) -> RequestRecord {
        switch lookup {
        case .found(let record): return record
        case .expired:
            throw Problem(
                .expired, "Its retention is over. Send the text again; a recent result is still answered at once.")
        case .unknown: throw Problem(.notFound, "There is no such request here.")
        }
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
