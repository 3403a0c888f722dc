import Foundation

/// Where the server listens, as given in `HOST`: a name, an IPv4 address, or an IPv6 address with or without brackets.
struct ListenHost: Hashable, Sendable {
    /// The host without brackets.
    let name: String

    /// Nil for anything else, such as an address with a port or a URL.
    init?(_ text: String) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        name = isBracketed ? String(text.dropFirst().dropLast()) : text
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard isIPv6 || isName && !isBracketed && !name.isEmpty else { return nil }
    }

    /// Whether only this machine can connect.
    var isLoopback: Bool {
        if name.lowercased() == "localhost" { return true }
        if var address = ipv4 { return withUnsafeBytes(of: &address) { $0[0] == 127 } }
        guard var address = ipv6 else { return false }
        return withUnsafeBytes(of: &address) { bytes in
            let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped ? bytes[12] == 127 : bytes.prefix(15).allSatisfy { $0 == 0 } && bytes[15] == 1
        }
    }

    /// As written in a URL: an IPv6 address in brackets, its zone escaped (RFC 6874).
    var inURL: String { isIPv6 ? "[\(name.replacing("%", with: "%25"))]" : name }

    /// As written in a Host header. The zone, which means something only on this machine, is left out.
    var inHostHeader: String { isIPv6 ? "[\(name.prefix { $0 != "%" })]" : name }

    private var isIPv6: Bool { ipv6 != nil }

    private var ipv4: in_addr? {
        var address = in_addr()
        return inet_pton(AF_INET, name, &address) == 1 ? address : nil
    }

    private var ipv6: in6_addr? {
        var address = in6_addr()
        let parts = name.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 1 || parts[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) && !parts[1].isEmpty else {
            return nil
        }
        return inet_pton(AF_INET6, String(parts[0]), &address) == 1 ? address : nil
    }
}
