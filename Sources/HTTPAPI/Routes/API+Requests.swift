import HTTPTypes
import Hummingbird
import JSON
import Jobs
import Service

/// What a client does with its own requests besides reading their status.
extension API {
    /// `DELETE /status/<id>`. A running call is abandoned once no request is left on its job.
    func cancel(_ context: AppRequestContext) async throws -> Response {
        switch try await statuses.cancel(try requestID(context), as: .anonymous) {
        case .cancelled(let record):
            return .json(StatusDocument(record: record).json())
        case .alreadyFinal(let record):
            throw Problem(.alreadyFinal, "The request is \(record.state.name), so there is nothing left to cancel.")
        case .expired: throw Problem.expired
        case .unknown: throw Problem.unknown
        }
    }

    /// `POST /status/<id>/retry`. As a submission it needs room in the queue; it keeps its id.
    func retry(_ context: AppRequestContext) async throws -> Response {
        guard phase.current != .draining else { throw Problem.draining }
        switch try await statuses.retry(try requestID(context), as: .anonymous) {
        case .queued(let record): return accepted(record)
        case .notFailed(let record):
            throw Problem(.notFailed, "The request is \(record.state.name). Only a failed one can be tried again.")
        case .full(let promise, let depth, let limit):
            throw Problem(Rejection.full(promise, depth: depth, limit: limit))
        case .expired: throw Problem.expired
        case .unknown: throw Problem.unknown
        }
    }

    /// `GET /requests`: the caller's requests without their results, the newest first.
    func requests(_ request: Request) async throws -> Response {
        let query = try RequestsQuery(request.queryParameters)
        let page = try await statuses.requests(
            of: .anonymous, in: query.states, before: query.after, limit: query.limit)
        var writer = JSONWriter(capacity: 64 + 320 * page.records.count)
        writer.beginObject()
        writer.key("requests")
        writer.beginArray()
        for record in page.records { writer.raw(StatusDocument(record: record).json()) }
        writer.endArray()
        writer.field("next", page.next?.description)
        writer.endObject()
        return .json(writer.finish())
    }

    /// The id in the path.
    func requestID(_ context: AppRequestContext) throws(Problem) -> Jobs.RequestID {
        guard let id = context.parameters.get("id").flatMap({ Jobs.RequestID($0) }) else {
            throw Problem(.notFound, "A request_id has 32 lower-case hexadecimal digits.")
        }
        return id
    }
}
