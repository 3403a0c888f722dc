import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Responses that the connection itself sends, because the request never reached a route.
extension Problem {
    /// RFC 9110, section 15.5.9.
    static let timeout = Problem(
        .requestTimeout, "The request did not arrive in time. Resend it without long pauses.")

    /// The request cannot be parsed.
    static let unreadable = Problem(
        .invalidRequest, "This is not an HTTP/1.1 request, or its head is too large. Correct it and resend it.")

    /// The response, after which the connection is closed.
    var parts: [HTTPResponsePart] {
        let body = ByteBuffer(bytes: json())
        let head = HTTPResponse(
            status: kind.status,
            headerFields: [
                .contentType: "application/problem+json", .contentLength: "\(body.readableBytes)",
                .cacheControl: "no-store", .connection: "close", .requestID: CorrelationID.random().value,
            ])
        return [.head(head), .body(body), .end(nil)]
    }
}
