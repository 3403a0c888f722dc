import HTTPTypes
import Hummingbird

/// Protects a server on loopback from web pages: DNS rebinding brings a foreign `Host`, a cross-site request brings a
/// foreign `Origin`.
package struct HostAndOriginRules: Sendable {
    private static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
    private let hosts: [String]

    /// - Parameter allowedHosts: names besides those of loopback, without a port.
    package init(allowedHosts: [String]) {
        hosts = Array(Self.loopback.union(allowedHosts.map { $0.lowercased() }))
    }

    /// Throws the problem of a missing or foreign host, or of a foreign origin. The authority is nil if `RequestTarget`
    /// found no host, or more than one.
    func check(_ request: Request) throws {
        guard let authority = request.head.authority else {
            throw Problem(
                .invalidRequest,
                "Send one Host header with a valid host and optional port, and a path or an http URL as the target.")
        }
        guard isAllowed(Self.host(of: authority)) else {
            throw Problem(
                .foreignHost, "The Host header must be localhost, 127.0.0.1, [::1] or a name in ALLOWED_HOSTS.")
        }
        guard request.method != .get, request.method != .head, request.method != .options else { return }
        if request.headers.value(of: .secFetchSite)?.isSame(as: "cross-site") == true { throw Self.foreign }
        guard let origin = request.headers.value(of: .origin) else { return }
        guard isOrigin(origin, of: authority) else { throw Self.foreign }
    }

    private static var foreign: Problem {
        Problem(
            .foreignOrigin, "Web pages of other origins may not change anything. Call the API from a script instead.")
    }

    /// A linear search: for a handful of names it costs less than a hash.
    private func isAllowed(_ host: Substring) -> Bool {
        hosts.contains { $0.utf8.count == host.utf8.count && host.utf8.elementsEqual($0.utf8) { folded($0) == $1 } }
    }

    private func isOrigin(_ origin: String, of authority: String) -> Bool {
        ["http://", "https://"].contains { scheme in
            let own = scheme + authority
            return own.utf8.count == origin.utf8.count
                && own.lowercased().utf8.elementsEqual(origin.lowercased().utf8)
        }
    }

    /// The authority without its port. Anything after the host that is not a port is kept.
    private static func host(of authority: String) -> Substring {
        var name = authority.utf8[...]
        while let digit = name.last, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit { name.removeLast() }
        return name.last == UInt8(ascii: ":") ? Substring(name.dropLast()) : authority[...]
    }
}
