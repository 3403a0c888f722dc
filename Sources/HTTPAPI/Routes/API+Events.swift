import HTTPTypes
import Hummingbird
import Jobs
import NIOCore
import Service

/// Server-sent events (WHATWG HTML, section 9.2).
extension API {
    /// After this time without an event, a comment shows that the connection still works.
    private static let silence = Duration.seconds(30)

    /// `GET /status/<id>/events`: the status document now, and whenever its version changes, until it is final.
    func events(_ context: AppRequestContext) async throws -> Response {
        let id = try requestID(context)
        let first = try record(in: try await statuses.lookUp(id, as: .anonymous))
        let caller = ConnectionCaller(context.channel)
        return Self.eventStream { [self] writer in
            var record = first
            while true {
                try await writer.write(Self.event(StatusDocument(record: record).json()))
                guard !record.state.isFinal, let next = try await change(of: record, caller, &writer) else { return }
                record = next
            }
        }
    }

    /// The request's next version; nil when there will be none for this client.
    @concurrent private func change(
        of record: RequestRecord, _ caller: ConnectionCaller, _ writer: inout any ResponseBodyWriter
    ) async throws -> RequestRecord? {
        let tag = StatusDocument(record: record).entityTag
        while phase.current != .draining {
            let lookup = try await statuses.lookUp(
                record.id, as: .anonymous, waiting: Self.silence, for: caller
            ) { StatusDocument(record: $0).entityTag != tag }
            guard let next = lookup.record else { return nil }
            if StatusDocument(record: next).entityTag != tag { return next }
            // A client that only closes its side counts as gone, as in other waits. Writing to it would succeed.
            if await DisconnectMonitor.of(caller.channel).isDisconnected { return nil }
            try await writer.write(ByteBuffer(string: ":\n\n"))
        }
        return nil
    }

    /// `GET /events`: the server's status, every second.
    func events(on context: AppRequestContext) async throws -> Response {
        let caller = ConnectionCaller(context.channel)
        return Self.eventStream { [self] writer in
            while phase.current != .draining {
                try await writer.write(Self.event(try await report().json(phase.current)))
                guard await statuses.pause(.seconds(1), for: caller) == .timedOut else { return }
            }
        }
    }

    private static func event(_ document: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: "event: status\ndata: ")
        buffer.reserveCapacity(minimumWritableBytes: document.count + 2)
        // The JSON has no line breaks, so one data line suffices.
        buffer.writeBytes(document)
        buffer.writeString("\n\n")
        return buffer
    }

    private static func eventStream(
        _ body: @escaping @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) -> Response {
        Response(
            // Keeps proxies from buffering events.
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .accelBuffering: "no"],
            body: ResponseBody { writer in
                try await body(&writer)
                try await writer.finish(nil)
            })
    }
}
