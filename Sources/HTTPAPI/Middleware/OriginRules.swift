import HTTPTypes
import Hummingbird

/// Keeps web pages of others away from a server on loopback: DNS rebinding brings a foreign Host, a cross-site request
/// a foreign Origin.
package struct OriginRules: Sendable {
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
    private let hosts: [String]

    /// - Parameter allowedHosts: names besides those of loopback, without a port.
    package init(allowedHosts: [String]) {
        hosts = Array(Self.loopback.union(allowedHosts.map { $0.lowercased() }))
    }

    /// What is wrong with where the request goes and comes from; nil when nothing is. The authority is missing where
    /// `RequestTarget` found no host, or more than one.
    func check(_ request: Request) -> Problem? {
        guard let authority = request.head.authority else {
            return Problem(
                .invalidRequest,
                "Send one Host header field with a host and perhaps a port, and a path or an http URL as the target.")
        }
        guard isOurs(Self.host(of: authority)) else {
            return Problem(
                .foreignHost, "The Host header must be localhost, 127.0.0.1, [::1] or one of ALLOWED_HOSTS.")
        }
        guard request.method != .get, request.method != .head, request.method != .options else { return nil }
        if request.headers.value(of: .secFetchSite)?.isSame(as: "cross-site") == true { return Self.foreign }
        guard let origin = request.headers.value(of: .origin) else { return nil }
        return isOrigin(origin, of: authority) ? nil : Self.foreign
    }

    private static var foreign: Problem {
        Problem(.foreignOrigin, "Web pages of other origins may not change anything here. Call from a script instead.")
    }

    /// Few, so looking through them costs less than a hash.
    private func isOurs(_ host: Substring) -> Bool {
        hosts.contains { $0.utf8.count == host.utf8.count && host.utf8.elementsEqual($0.utf8) { folded($0) == $1 } }
    }

    private func isOrigin(_ origin: String, of authority: String) -> Bool {
        ["http://", "https://"].contains { scheme in
            let own = scheme + authority
            return own.utf8.count == origin.utf8.count
                && own.lowercased().utf8.elementsEqual(origin.lowercased().utf8)
        }
    }

    /// The authority without its port; as it is when what follows the host is no port.
    private static func host(of authority: String) -> Substring {
        var name = authority.utf8[...]
        while let digit = name.last, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit { name.removeLast() }
        return name.last == UInt8(ascii: ":") ? Substring(name.dropLast()) : authority[...]
    }
}

extension HTTPField.Name {
    static let secFetchSite = constant("Sec-Fetch-Site")
    static let requestID = constant("X-Request-ID")
    static let serverTiming = constant("Server-Timing")
    static let prefer = constant("Prefer")
    static let idempotencyKey = constant("Idempotency-Key")
    static let idempotentReplayed = constant("Idempotent-Replayed")
    static let cacheStatus = constant("Cache-Status")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is not a field name") }
        return name
    }
}
