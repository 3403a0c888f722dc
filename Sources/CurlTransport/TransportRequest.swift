/// A request to a server.
package struct TransportRequest: Sendable {
    /// The HTTP method.
    package enum Method: Hashable, Sendable {
        /// Without a body.
        case get
        case post
    }

    package let method: Method
    /// Absolute, `http` or `https`.
    package let url: String
    /// Sent as they are, and in this order, besides those that HTTP needs.
    package let headers: [(name: String, value: String)]
    /// Sent with `post` only.
    package let body: [UInt8]
    /// From now to the last byte of the response.
    package let timeout: Duration

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

extension TransportRequest: CustomStringConvertible {
    /// "post api.example.com": the rest may be secret.
    package var description: String { "\(method) \(authority)" }
}

extension TransportRequest {
    /// Host and port as in the URL, without user and password: what an operator may see.
    var authority: Substring {
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { !"/?#\\".contains($0) }
        return authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    }

    /// Rejects what libcurl would pass on unchecked, or would have to guess about.
    func validate() throws(TransportError) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard ["http", "https"].contains(scheme), url.dropFirst(scheme.count).hasPrefix("://") else {
            throw .malformed("the URL does not start with http:// or https://")
        }
        guard !authority.isEmpty else { throw .malformed("the URL names no host") }
        guard !url.utf8.contains(0) else { throw .malformed("the URL holds a zero byte") }
        guard headers.allSatisfy({ Self.isHeader($0.name, $0.value) }) else {
            throw .malformed("a request header is not HTTP: is there a line break in a key?")
        }
    }

    /// A token by RFC 9110, and a value without control characters: a line break would begin another header.
    private static func isHeader(_ name: String, _ value: String) -> Bool {
        let marks = "!#$%&'*+-.^_`|~".utf8
        let isToken = name.utf8.allSatisfy { byte in
            let lowercase = byte | 0x20
            return UInt8(ascii: "a")...UInt8(ascii: "z") ~= lowercase || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || marks.contains(byte)
        }
        return !name.isEmpty && isToken && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}
