/// What the fake provider sends in answer to one request, byte by byte.
struct RawReply: Sendable {
    enum Step: Sendable {
        case bytes([UInt8])
        /// Sends nothing for so many milliseconds, or until the caller has gone.
        case pause(Int)
        /// Closes the connection in order (FIN).
        case close
        /// Closes it with a reset (RST).
        case reset
        /// Sends nothing more until the caller has gone.
        case hang
    }

    var steps: [Step]

    init(_ steps: Step...) { self.steps = steps }

    init(steps: [Step]) { self.steps = steps }
}

extension RawReply {
    /// An answer with `Content-Length`; the connection stays open.
    static func http(
        _ status: Int, _ body: [UInt8], type: String? = "application/json", headers: [String] = []
    ) -> RawReply {
        let fields = (type.map { ["Content-Type: \($0)"] } ?? []) + headers + ["Content-Length: \(body.count)"]
        return RawReply(.bytes(head(status, fields) + body))
    }

    static func http(
        _ status: Int, _ body: String, type: String? = "application/json", headers: [String] = []
    ) -> RawReply {
        http(status, Array(body.utf8), type: type, headers: headers)
    }

    static func html(_ status: Int, _ title: String, headers: [String] = []) -> RawReply {
        http(
            status,
            "<html>\r\n<head><title>\(title)</title></head>\r\n"
                + "<body><center><h1>\(title)</h1></center></body>\r\n</html>\r\n",
            type: "text/html", headers: headers)
    }

    /// A head alone.
    static func head(_ status: Int, _ fields: [String]) -> [UInt8] {
        Array((["HTTP/1.1 \(status) \(reason(status))"] + fields).joined(separator: "\r\n").utf8)
            + Array("\r\n\r\n".utf8)
    }

    /// Any bytes, then the end of the connection.
    static func raw(_ text: String) -> RawReply { RawReply(.bytes(Array(text.utf8)), .close) }

    /// One chunk of a chunked body.
    static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}
