extension OddCase {
    /// Connections that do not behave.
    static let transports: [OddCase] = [
        .marked(
            "reset", .transport, .any, "https://github.com/containers/ramalama/issues/752", isAlone: true,
            .error("attempts_exhausted")
        ) { _ in RawReply(.reset) },
        .marked(
            "closed without a word, among others", .transport, .any,
            "https://github.com/ggml-org/llama.cpp/issues/11738",
            .error("attempts_exhausted")
        ) { _ in RawReply(.close) },
        .marked(
            "no answer until the time is over", .transport, .lmstudio,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1079", settings: ["REQUEST_TIMEOUT": "1s"],
            .error("attempts_exhausted")
        ) { _ in RawReply(.hang) },
        .marked(
            "a head, and no body until the time is over", .transport, .any,
            "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1079", isAlone: true,
            settings: ["REQUEST_TIMEOUT": "1s"], .error("attempts_exhausted")
        ) { _ in
            RawReply(.bytes(RawReply.head(200, ["Content-Type: application/json", "Content-Length: 900"])), .hang)
        },
        .marked(
            "blank lines until the time is over", .transport, .deepseek,
            "https://api-docs.deepseek.com/quick_start/rate_limit", settings: ["REQUEST_TIMEOUT": "1s"],
            .error("attempts_exhausted")
        ) { _ in
            let blank = RawReply.Step.bytes(RawReply.chunk(Array("\n".utf8)))
            let head = RawReply.Step.bytes(RawReply.head(200, ["Transfer-Encoding: chunked"]))
            return RawReply(steps: [head] + (0..<60).flatMap { _ in [blank, .pause(100)] } + [.hang])
        },
        .marked(
            "blank lines, then the answer", .transport, .deepseek,
            "https://api-docs.deepseek.com/quick_start/rate_limit", .done()
        ) { call in
            let blank = RawReply.Step.bytes(RawReply.chunk(Array("\n".utf8)))
            return RawReply(
                steps: [.bytes(RawReply.head(200, ["Transfer-Encoding: chunked"]))]
                    + (0..<5).flatMap { _ in [blank, .pause(50)] }
                    + [.bytes(RawReply.chunk(call.goodBytes) + Array("0\r\n\r\n".utf8))])
        },
        .marked(
            "chunks that break off", .transport, .any, "https://github.com/gpustack/gpustack/issues/2698",
            isAlone: true,
            .error("attempts_exhausted|invalid_answer")
        ) { call in
            RawReply(
                .bytes(RawReply.head(200, ["Transfer-Encoding: chunked"])),
                .bytes(RawReply.chunk(Array(call.goodBytes.prefix(80)))), .close)
        },
        .marked(
            "less than the length that was told", .transport, .any,
            "https://github.com/acheong08/ChatGPT/issues/1145", .error("attempts_exhausted|invalid_answer")
        ) { call in
            RawReply(.bytes(RawReply.head(200, ["Content-Length: 9000"]) + call.goodBytes), .close)
        },
        .first(
            "a chunk without its size", .transport, .any, "https://github.com/acheong08/ChatGPT/issues/1145"
        ) { call in
            RawReply(
                .bytes(RawReply.head(200, ["Transfer-Encoding: chunked"]) + Array("\r\n".utf8) + call.goodBytes), .close
            )
        },
        .first(
            "something that is not HTTP", .transport, .any, "https://github.com/h2o/h2o/issues/2733"
        ) { _ in RawReply(.bytes([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]), .close) },
        .marked(
            "HTTP/1.0, until the end of the connection", .transport, .any,
            "https://github.com/jolibrain/deepdetect/issues/199", .done()
        ) { call in
            RawReply(
                .bytes(Array("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n".utf8) + call.goodBytes), .close
            )
        },
        .marked(
            "a status line without words", .transport, .any, "https://github.com/algesten/ureq/pull/327", .done()
        ) { call in
            RawReply(
                .bytes(Array("HTTP/1.1 200\r\nContent-Length: \(call.goodBytes.count)\r\n\r\n".utf8) + call.goodBytes))
        },
        .marked(
            "line feeds alone", .transport, .any, "https://github.com/nodejs/llhttp/issues/236", .done()
        ) { call in
            RawReply(
                .bytes(Array("HTTP/1.1 200 OK\nContent-Length: \(call.goodBytes.count)\n\n".utf8) + call.goodBytes))
        },
        .marked(
            "early hints before the answer", .transport, .any, "https://github.com/snoyberg/http-client/issues/521",
            .done()
        ) { call in
            let hints = Array("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n".utf8)
            return RawReply(
                .bytes(hints + hints), .pause(30),
                .bytes(RawReply.head(200, ["content-length: \(call.goodBytes.count)"]) + call.goodBytes))
        },
        .marked(
            "chunks of one byte, extensions and trailers", .transport, .any,
            "https://github.com/simstudioai/sim/issues/3068", .done()
        ) { call in
            let chunks = call.goodBytes.flatMap { Array("1;x=y\r\n".utf8) + [$0] + Array("\r\n".utf8) }
            return RawReply(
                .bytes(RawReply.head(200, ["Transfer-Encoding: chunked", "Trailer: X-Time"]) + chunks),
                .bytes(Array("0\r\nX-Time: 1\r\n\r\n".utf8)))
        },
        .every(
            "a connection that is closed after each answer", .transport, .any,
            "https://github.com/spring-projects/spring-ai/pull/6323", .done(calls: 2)
        ) { call in
            RawReply(.bytes(RawReply.head(200, ["Content-Length: \(call.goodBytes.count)"]) + call.goodBytes), .close)
        },
        .every(
            "plain HTTP sent to a port for HTTPS", .transport, .any,
            "https://github.com/langchain-ai/langchainjs/issues/1716",
            .held(["open", "stopped"])
        ) { _ in .html(400, "400 The plain HTTP request was sent to HTTPS port") },
    ]
}
