extension ClientCase {
    static let all = upgrades + types + targets + bodies

    private static let offer = [
        "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA",
    ]

    /// Offers to speak something else, which are not taken up.
    private static let upgrades: [ClientCase] = [
        ClientCase(
            name: "curl --http2, twice over one connection", source: "https://github.com/h2o/h2o/issues/2733",
            exchanges: [.submission(headers: offer), .submission(headers: offer)]),
        ClientCase(
            name: "the JDK's client, in chunks", source: "https://github.com/Kludex/uvicorn/issues/2722",
            exchanges: [.submission(headers: offer, isChunked: true), .submission(headers: offer, isChunked: true)]),
        ClientCase(
            name: "the JDK's client, then without the offer",
            source: "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1079",
            exchanges: [
                .submission(type: "application/json", headers: offer, body: Array(#"{"text": "A text."}"#.utf8)),
                .submission(),
            ]),
        ClientCase(
            name: "GET with an offer of h2c", source: "https://github.com/hyperium/hyper/issues/2411",
            exchanges: [
                .raw("GET /health HTTP/1.1\r\nHost: localhost\r\n\(offer.joined(separator: "\r\n"))\r\n\r\n", [200])
            ]),
        ClientCase(
            name: "GET with an offer of a web socket", source: "https://github.com/vllm-project/vllm/issues/57203",
            exchanges: [
                .raw(
                    "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                    [200, 400, 426])
            ]),
        ClientCase(
            name: "a token in Connection without an Upgrade", source: "https://github.com/Kludex/uvicorn/issues/2722",
            exchanges: [.submission(headers: ["Connection: Upgrade"]), .submission(headers: ["Connection: Upgrade"])]),
        ClientCase(
            name: "CONNECT", source: "https://github.com/zoxy-io/zoxy/issues/233",
            exchanges: [
                .raw("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n", [400, 404, 405, 421, 501])
            ], afterwards: .any),
        ClientCase(
            name: "HTTP/2 at once", source: "https://github.com/pgjones/hypercorn/issues/317",
            exchanges: [.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400, 405, 421, 501, 505])], afterwards: .any),
    ]

    /// Ways to say what a body is.
    private static let types: [ClientCase] = [
        one(
            "charset in capitals", .json("application/json; charset=UTF-8"),
            "https://github.com/connectrpc/vanguard-go/issues/188"),
        one(
            "charset without a blank", .json("application/json;charset=utf-8"),
            "https://github.com/connectrpc/vanguard-go/issues/188"),
        one(
            "charset utf8", .json("application/json; charset=utf8"),
            "https://github.com/smithy-lang/smithy-rs/issues/3471"),
        one(
            "charset in quotation marks", .json(#"Application/JSON;Charset="utf8""#),
            "https://github.com/javalin/javalin/issues/2448"),
        one(
            "a semicolon and no more", .json("application/json;"),
            "https://github.com/DLTcollab/tangle-accelerator/pull/510"),
        one(
            "charset as the second parameter", .submission(type: "text/plain; format=flowed; charset=UTF-8"),
            "https://github.com/adamhalasz/diet/pull/76"),
        one(
            "a charset that is not UTF-8, in capitals", .json("application/json; Charset=ISO-8859-1", [415]),
            "https://github.com/expressjs/body-parser/pull/117"),
        one(
            "a charset that is not UTF-8, as the second parameter",
            .submission([415], type: "text/plain; format=flowed; charset=windows-1252"),
            "https://github.com/expressjs/body-parser/pull/117"),
        one(
            "a form, as curl sends it unless told otherwise",
            .submission([415], type: "application/x-www-form-urlencoded"), "https://github.com/h2o/h2o/issues/2733"),
        one(
            "a content encoding without a value", .submission(headers: ["Content-Encoding:"]),
            "https://www.rfc-editor.org/rfc/rfc9110#section-8.4"),
        one(
            "a compressed body", .submission([415], headers: ["Content-Encoding: gzip"], body: Gzip.stored([65, 66])),
            "https://github.com/agentgateway/agentgateway/issues/2402"),
        one(
            "a byte order mark before JSON",
            .submission(
                [202, 400], type: "application/json", body: [0xEF, 0xBB, 0xBF] + Array(#"{"text": "A text."}"#.utf8)),
            "https://github.com/Badgerati/Pode/issues/1604"),
        one(
            "blanks in Prefer", .submission([200], headers: ["Prefer: wait = 20"]),
            "https://www.rfc-editor.org/rfc/rfc7240#section-2"),
        one(
            "a preference in quotation marks among others",
            .submission([200], headers: [#"Prefer: handling=lenient, wait="20""#]),
            "https://www.rfc-editor.org/rfc/rfc7240#section-2"),
    ]

    /// Ways to say who is asked for what.
    private static let targets: [ClientCase] = [
        one(
            "two hosts that differ", .submission([400], host: ["localhost", "example.com"]),
            "https://github.com/mtrudel/bandit/pull/619", .any),
        one(
            "two hosts that are the same", .submission([400], host: ["localhost", "localhost"]),
            "https://github.com/oven-sh/bun/pull/33717", .any),
        one(
            "no host", .submission([400, 421], host: []), "https://github.com/Lightbug-HQ/lightbug_http/issues/127",
            .any),
        one(
            "a host with a user in it", .submission([400, 421], host: ["user@example.com"]),
            "https://github.com/jonbaldie/varnish/issues/77", .any),
        one(
            "an absolute target of this host", .submission(target: "http://localhost/analyze"),
            "https://github.com/honojs/node-server/issues/228"),
        one(
            "an absolute target of another host", .submission([400, 421], target: "http://example.com/analyze"),
            "https://github.com/haproxy/haproxy/issues/1378", .any),
        one(
            "an absolute target that differs from the host",
            .submission([200, 202], target: "http://localhost:1/analyze", host: ["example.com"]),
            "https://github.com/openai/codex/pull/13275", .any),
        one(
            "HTTP/1.0", .submission(version: "HTTP/1.0"), "https://github.com/jolibrain/deepdetect/issues/199",
            .any),
    ]

    /// Bodies that come in an unusual way, or are hard to digest.
    private static let bodies: [ClientCase] = [
        one(
            "waits for 100 Continue", .submission(headers: ["Expect: 100-continue"], waits: true),
            "https://github.com/K0M15/webserv/issues/41"),
        one(
            "does not wait for 100 Continue", .submission(headers: ["Expect:100-continue"]),
            "https://github.com/ballerina-platform/ballerina-lang/issues/10245"),
        ClientCase(
            name: "sends nothing more after its request", source: "https://github.com/enghitalo/vanilla/issues/103",
            exchanges: [
                Exchange(bytes: Exchange.submission().bytes, statuses: [200, 202], closesOutput: true)
            ], afterwards: .any),
        ClientCase(
            name: "sends nothing more, and waits for the result",
            source: "https://github.com/enghitalo/vanilla/issues/103",
            exchanges: [
                Exchange(
                    bytes: Exchange.submission(headers: ["Prefer: wait=20"]).bytes, statuses: [200, 202],
                    closesOutput: true)
            ], afterwards: .any),
        one(
            "GET with a body",
            .raw("GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody", [200]),
            "https://github.com/hyperium/hyper/issues/309"),
        one(
            "a body that nobody reads", .submission([404], target: "/nowhere"),
            "https://github.com/hyperium/hyper/issues/540"),
        ClientCase(
            name: "two requests at once", source: "https://github.com/yhirose/cpp-httplib/issues/1271",
            exchanges: [
                Exchange(bytes: Exchange.submission().bytes + Exchange.submission().bytes, statuses: [200, 202]),
                Exchange(bytes: [], statuses: [200, 202]),
            ]),
        one(
            "length and chunks both", .submission([202, 400], headers: ["Content-Length: 3"], isChunked: true),
            "https://github.com/scylladb/seastar/pull/3668", .any),
        one(
            "line feeds alone",
            .raw(
                "POST /analyze HTTP/1.1\nHost: localhost\nContent-Type: text/plain\nContent-Length: 7\n\nA text.",
                [202, 400],
                method: "POST"), "https://github.com/nodejs/llhttp/issues/877", .any),
        one(
            "combining marks in alternating order",
            .submission(body: Array(("e" + String(repeating: "\u{301}\u{316}", count: 200_000)).utf8)),
            "https://github.com/python/cpython/issues/149079"),
        one(
            "decomposed Vietnamese",
            .submission(body: Array(String(repeating: "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t. ", count: 40_000).utf8)),
            "https://github.com/gfx/Android-Helium/pull/50"),
    ]

    private static func one(
        _ name: String, _ exchange: Exchange, _ source: String, _ afterwards: Afterwards = .usable
    ) -> ClientCase {
        ClientCase(name: name, source: source, exchanges: [exchange], afterwards: afterwards)
    }
}
