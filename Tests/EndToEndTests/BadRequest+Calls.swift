/// What is wrong with the size, the headers, the method or the path.
extension BadRequest {
    static let calls = sizes + types + origins + methods + paths

    private static let limit = 1 << 20

    private static let sizes: [BadRequest] = [
        .text("a text one byte too large", text(limit + 1), 413, "too-large"),
        .json("a text one byte too large", json(#"{"text": ""#, text(limit + 1)), 413, "too-large"),
        .json(
            "title, abstract and text too large together",
            json(#"{"title": "T", "abstract": "A", "text": ""#, text(limit - 1)), 413, "too-large"),
        BadRequest(
            "a body announced as too large, and not sent", 413, "too-large",
            headers: ["Content-Type: application/json", "Content-Length: 100000000"]),
        BadRequest(
            "a body announced as too large, with Expect", 413, "too-large",
            headers: ["Content-Type: application/json", "Content-Length: 100000000", "Expect: 100-continue"]),
        BadRequest(
            "a body too large in chunks", 413, "too-large",
            headers: ["Content-Type: text/plain", "Transfer-Encoding: chunked"]
        ).sending(chunks: 5 * limit / 4),
    ]

    private static func json(_ opening: String, _ text: [UInt8]) -> [UInt8] {
        Array(opening.utf8) + text + Array(#""}"#.utf8)
    }

    private static func text(_ count: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: count) }

    private static let types: [BadRequest] = [
        .headers("no Content-Type", 415, "unsupported-media-type", type: nil),
        .headers("an empty Content-Type", 415, "unsupported-media-type", type: ""),
        .headers("not a Content-Type", 415, "unsupported-media-type", type: "json"),
        .headers("an unknown type", 415, "unsupported-media-type", type: "application/xml"),
        .headers("a type that only begins like ours", 415, "unsupported-media-type", type: "application/jsonp"),
        .headers("HTML", 415, "unsupported-media-type", type: "text/html"),
        .headers("a form", 415, "unsupported-media-type", type: "application/x-www-form-urlencoded"),
        .headers("multipart", 415, "unsupported-media-type", type: "multipart/form-data; boundary=x"),
        .headers("a PDF", 415, "unsupported-media-type", type: "application/pdf"),
        .headers("JSON in Latin-1", 415, "unsupported-media-type", type: "application/json; charset=iso-8859-1"),
        .headers("a text in UTF-16", 415, "unsupported-media-type", type: "text/plain; charset=utf-16"),
        .headers(
            "JSON in Latin-1, said oddly", 415, "unsupported-media-type",
            type: "Application/JSON ; x=\"a;b\" ;Charset = \"ISO-8859-1\""),
        .headers("two types", 415, "unsupported-media-type", ["Content-Type: text/plain"]),
        .headers("identity, then gzip", 415, "unsupported-media-type", ["Content-Encoding: identity, gzip"]),
        .headers("two encodings", 415, "unsupported-media-type", ["Content-Encoding:", "Content-Encoding: br"]),
        .headers("two Idempotency-Keys", 400, "invalid-request", ["Idempotency-Key: a", "Idempotency-Key: b"]),
        .headers("gzip", 415, "unsupported-media-type", ["Content-Encoding: gzip"]),
        .headers("brotli", 415, "unsupported-media-type", ["Content-Encoding: br"]),
        .headers("an Idempotency-Key of 256 bytes", 400, "invalid-request", ["Idempotency-Key: " + key(256)]),
        .headers("an Idempotency-Key of nothing", 400, "invalid-request", [#"Idempotency-Key: """#]),
    ]

    private static func key(_ count: Int) -> String { String(repeating: "k", count: count) }

    private static let origins: [BadRequest] =
        [
            "example.com", "localhost.example.com", "example.com:80", "127.0.0.2", "[::2]", "0.0.0.0", "127.0.0.1.",
        ].map { (host: String) in .headers("the Host \(host)", 421, "foreign-host", host: host) }
        + [
            "http://example.com", "http://localhost.example.com", "null", "http://localhost:1", "https://localhost:1",
            "file://",
        ].map { .headers("the Origin \($0)", 403, "foreign-origin", ["Origin: \($0)"]) } + [
            .headers("no Host", 400, "invalid-request", host: nil),
            .headers("two Hosts", 400, "invalid-request", ["Host: localhost"]),
            .headers("a second, foreign Host", 400, "invalid-request", ["Host: example.com"]),
            .headers("an empty Host", 400, "invalid-request", host: ""),
            .headers("a Host with a user", 400, "invalid-request", host: "localhost:80@example.com"),
            .headers("a Host that is a URL", 400, "invalid-request", host: "http://localhost"),
            BadRequest("a foreign target", 421, "foreign-host", path: "http://example.com/analyze"),
            BadRequest(
                "a target of ours, twice named", 400, "invalid-request", path: "http://localhost/analyze",
                headers: ["Host: localhost"]),
            BadRequest(
                "a target of ours, not named", 400, "invalid-request", path: "http://localhost/analyze", host: nil),
            BadRequest("a target with a user", 400, "invalid-request", path: "http://localhost@example.com/analyze"),
            BadRequest("a target of another kind", 400, "invalid-request", path: "ftp://localhost/analyze"),
            .headers("from another site", 403, "foreign-origin", ["Sec-Fetch-Site: cross-site"]),
            BadRequest(
                "reading with a foreign Host", 421, "foreign-host", method: "GET", path: "/status", host: "a.com"),
        ]

    private static let methods: [BadRequest] =
        ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"].map { method in
            BadRequest("/analyze", 405, "method-not-allowed", method: method)
        }
        + ["/status", "/status/" + key(32), "/health", "/ready"].flatMap { path in
            ["POST", "PUT", "PATCH", "DELETE"].filter { $0 != "DELETE" || path != "/status/" + key(32) }.map { method in
                BadRequest(path, 405, "method-not-allowed", method: method, path: path)
            }
        } + [
            BadRequest("cancelling no request", 404, "not-found", method: "DELETE", path: "/status/" + key(32)),
            BadRequest("retrying no request", 404, "not-found", method: "POST", path: "/status/" + key(32) + "/retry"),
            BadRequest("an unknown state", 400, "invalid-request", method: "GET", path: "/requests?status=x"),
            BadRequest(
                "a tunnel", 405, "method-not-allowed", method: "CONNECT", path: "example.com:443",
                host: "example.com:443"),
            BadRequest("a tunnel to here", 405, "method-not-allowed", method: "CONNECT", path: "localhost:80"),
            BadRequest("WebDAV", 501, "not-implemented", method: "PROPFIND"),
            BadRequest(
                "another transfer coding", 501, "not-implemented",
                headers: ["Content-Type: text/plain", "Transfer-Encoding: gzip, chunked"]),
        ]

    private static let paths: [BadRequest] =
        [
            "/", "/analyse", "/analyze/more", "/statuses", "/status/x", "/status/%00", "/status/" + key(10_000),
            "/status/0123456789ABCDEF0123456789ABCDEF", "/status/01234567-89ab-7def-8123-456789abcdef",
            "/status/0123456789abcdef0123456789abcde", "/status/0123456789abcdef0123456789abcdef0",
            "/status/ffffffffffff7fffbfffffffffffffff", "/status/ffffffffffff7fffbfffffffffffffff?wait=5",
            "/../etc/passwd",
        ].map { BadRequest(String($0.prefix(60)), 404, "not-found", method: "GET", path: $0) }
        + ["abc", "-1", "1.5", "", "99999999999999999999", "1e3"].map {
            BadRequest(
                "wait=\($0)", 400, "invalid-request", method: "GET",
                path: "/status/ffffffffffff7fffbfffffffffffffff?wait=\($0)")
        } + [
            BadRequest(
                "an id of the year 1970", 410, "expired", method: "GET",
                path: "/status/00000000000070008000000000000000")
        ]
}

extension BadRequest {
    /// The same head, and so many bytes in chunks after it.
    private func sending(chunks count: Int) -> BadRequest {
        let size = 65_536
        let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: size) + Array("\r\n".utf8)
        return BadRequest(self, followedBy: (0..<count / size).flatMap { _ in chunk } + Array("0\r\n\r\n".utf8))
    }
}
