import HTTPTypes
import Hummingbird
import NIOCore

/// Every answer there is, made once: headers and lengths are those of precis.
struct Answers: Sendable {
    private let receipt: Response
    private let hit: Response
    private let document: Response

    init(receiptBytes: Int, documentBytes: Int) {
        receipt = Self.constant(
            .accepted, bytes: receiptBytes,
            [
                .location: "/status/00000000000000000000000000000000", .retryAfter: "1",
                .cacheStatus: "precis; fwd=miss",
            ])
        hit = Self.constant(.ok, bytes: documentBytes, [.cacheStatus: "precis; hit"])
        document = Self.constant(.ok, bytes: documentBytes, [.eTag: #"W/"0-000000""#])
    }

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.post("analyze") { request, _ in
            try await Self.readBody(request)
            return receipt
        }
        router.post("known") { request, _ in
            try await Self.readBody(request)
            return hit
        }
        router.get("status/:id") { _, _ in document }
        router.get("wait") { request, _ in
            let seconds = try request.uri.queryParameters.require("seconds", as: Int.self)
            try await Task.sleep(for: .seconds(seconds))
            return document
        }
        return router
    }

    private static func readBody(_ request: Request) async throws {
        _ = try await request.body.collect(upTo: 4 << 20)
    }

    private static func constant(_ status: HTTPResponse.Status, bytes: Int, _ headers: HTTPFields) -> Response {
        var all: HTTPFields = [
            .contentType: "application/json", .cacheControl: "no-store", .requestID: "0000000000000",
            .serverTiming: "total;dur=0.123",
        ]
        all.append(contentsOf: headers)
        return Response(
            status: status, headers: all,
            body: ResponseBody(byteBuffer: ByteBuffer(repeating: UInt8(ascii: "x"), count: bytes)))
    }
}

extension HTTPField.Name {
    fileprivate static let cacheStatus = constant("Cache-Status")
    fileprivate static let requestID = constant("X-Request-ID")
    fileprivate static let serverTiming = constant("Server-Timing")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a field name") }
        return name
    }
}
