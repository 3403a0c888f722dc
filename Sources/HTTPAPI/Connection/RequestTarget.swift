import NIOHTTP1

/// The host that a request is for (RFC 9112, sections 3.2 and 3.3).
///
/// After `normalize` a head has either one `Host` field with a valid value, which is the target's where the target is a
/// whole URL, or none at all. The latter gets 400 (`HostAndOriginRules`).
enum RequestTarget {
    /// Whether `normalize` would change nothing: one valid `Host`, and a path as the target.
    static func isNormal(_ head: HTTPRequestHead) -> Bool {
        guard head.uri.utf8.first == UInt8(ascii: "/"), let host = onlyHost(head.headers) else { return false }
        return isAuthority(host)
    }

    static func normalize(_ head: inout HTTPRequestHead) {
        let isPath = head.uri.utf8.first == UInt8(ascii: "/") || head.uri.isSame(as: "*") || head.method == .CONNECT
        let host = onlyHost(head.headers)
        guard isPath || (host == nil && !mayLackHost(head)) else { return takeAuthority(&head, host) }
        if host.map(isAuthority) != true { head.headers.remove(name: "Host") }
    }

    /// HTTP/1.0 has no `Host`. If the target names the host, nothing is missing.
    private static func mayLackHost(_ head: HTTPRequestHead) -> Bool {
        head.version.minor == 0 && !head.headers.contains(name: "Host")
    }

    /// The host of a whole URL replaces `Host`, which need only be valid.
    private static func takeAuthority(_ head: inout HTTPRequestHead, _ host: String?) {
        head.headers.remove(name: "Host")
        guard host.map(isAuthority) != false, let (authority, path) = parts(of: head.uri), isAuthority(authority) else {
            return
        }
        head.headers.add(name: "Host", value: authority)
        head.uri = path
    }

    /// The `Host`; nil if there is none, or more than one.
    private static func onlyHost(_ headers: HTTPHeaders) -> String? {
        var host: String?
        for (name, value) in headers where name.utf8.count == 4 && name.isSame(as: "Host") {
            guard host == nil else { return nil }
            host = value
        }
        return host
    }

    /// Authority and path of an absolute URL; nil if its scheme is not HTTP.
    private static func parts(of target: String) -> (authority: String, path: String)? {
        let bytes = target.utf8
        for scheme in ["http://", "https://"] as [StaticString] {
            let length = scheme.utf8CodeUnitCount
            guard target.utf8.count > length, Substring(bytes.prefix(length)).isSame(as: scheme) else { continue }
            let rest = bytes.dropFirst(length)
            let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            let path = String(Substring(rest[end...]))
            let isWhole = path.utf8.first == UInt8(ascii: "/")
            return (String(Substring(rest[..<end])), isWhole ? path : "/" + path)
        }
        return nil
    }

    /// `uri-host [ ":" port ]` (RFC 3986, section 3.2): a name, an address or an IP literal in brackets.
    static func isAuthority(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "[") {
            guard let end = rest.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let literal = rest[rest.index(after: rest.startIndex)..<end]
            guard literal.contains(UInt8(ascii: ":")), literal.allSatisfy(isLiteralByte) else { return false }
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, isName(name) else { return false }
            rest = rest[name.endIndex...]
        }
        guard let colon = rest.popFirst() else { return true }
        return colon == UInt8(ascii: ":") && rest.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    private static func isName(_ name: Substring.UTF8View) -> Bool {
        var digits = 0
        for byte in name {
            if digits > 0 {
                guard isHex(byte) else { return false }
                digits -= 1
            } else if byte == UInt8(ascii: "%") {
                digits = 2
            } else if !isLiteralByte(byte) || byte == UInt8(ascii: ":") {
                return false
            }
        }
        return digits == 0
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    /// Unreserved characters, sub-delimiters and the colon.
    private static func isLiteralByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"):
            true
        default: signs.contains(byte)
        }
    }

    private static let signs = Array("-._~!$&'()*+,;=".utf8)
}
