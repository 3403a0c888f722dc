import HTTPTypes
import Hummingbird
import Jobs
import Service

extension API {
    /// `GET /status/<id>`.
    func status(_ request: Request, _ context: AppRequestContext) async throws -> Response {
        let id = try requestID(context)
        let limit = try wait(of: request)
        let ifNoneMatch = request.headers.value(of: .ifNoneMatch)
        if let document = statuses.finishedDocument(of: id, as: .anonymous) {
            return response(document.bytes, document.entityTag, ifNoneMatch)
        }
        if limit == .zero, let lookup = statuses.lookUpInMemory(id, as: .anonymous) {
            return try response(lookup, ifNoneMatch)
        }
        return try await status(id, within: limit, context, ifNoneMatch)
    }

    /// Out of line: a response without waiting must not pay for this frame.
    @inline(never)
    private func status(
        _ id: Jobs.RequestID, within limit: Duration, _ context: AppRequestContext, _ ifNoneMatch: String?
    ) async throws -> Response {
        let lookup =
            limit == .zero
            ? try await statuses.lookUp(id, as: .anonymous)
            : try await statuses.lookUp(
                id, as: .anonymous, waiting: limit, for: ConnectionCaller(context.channel)
            ) { record in ifNoneMatch.map { !matches(StatusDocument(record: record).entityTag, $0) } ?? false }
        return try response(lookup, ifNoneMatch)
    }

    private func wait(of request: Request) throws(Problem) -> Duration {
        guard let text = request.queryParameters?["wait"] else { return .zero }
        guard let seconds = Int(text), seconds >= 0 else {
            throw Problem(.invalidRequest, "wait must be a whole number of seconds, for example ?wait=30.")
        }
        return min(.seconds(seconds), configuration.maxWait)
    }

    /// Out of line: it keeps the frame of a waiting task small.
    @inline(never)
    private func response(_ lookup: RecordLookup, _ ifNoneMatch: String?) throws -> Response {
        let record = try record(in: lookup)
        let tag = StatusDocument(record: record).entityTag
        var response = response(statuses.document(record, as: .anonymous, entityTag: tag), tag, ifNoneMatch)
        if !record.state.isFinal {
            // Appended instead of set by name: setting builds an index of all names.
            response.headers.append(HTTPField(name: .retryAfter, value: String(secondsToCompletion(record))))
        }
        return response
    }

    func record(in lookup: RecordLookup) throws(Problem) -> RequestRecord {
        switch lookup {
        case .found(let record): return record
        case .expired: throw Problem.expired
        case .unknown: throw Problem.unknown
        }
    }

    private func response(_ document: [UInt8], _ tag: String, _ ifNoneMatch: String?) -> Response {
        if let ifNoneMatch, matches(tag, ifNoneMatch) {
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
