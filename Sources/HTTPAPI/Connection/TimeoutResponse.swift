import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// The 408 to a request that did not arrive in time (RFC 9110, section 15.5.9).
enum TimeoutResponse {
    static let parts: [HTTPResponsePart] = [
        .head(
            HTTPResponse(
                status: .requestTimeout,
                headerFields: [
                    .contentType: "application/problem+json", .contentLength: "\(body.readableBytes)",
                    .connection: "close",
                ])),
        .body(body),
        .end(nil),
    ]

    private static let body = ByteBuffer(
        string: """
            {"type":"urn:precis:problem:request-timeout","title":"Request timeout","status":408,\
            "detail":"The request did not arrive in time. Resend it without long pauses."}
            """)
}
