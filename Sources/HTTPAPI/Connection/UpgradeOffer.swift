import NIOHTTP1

/// Whether a request offers to switch to another protocol, as the parser below NIO's decoder sees it.
enum UpgradeOffer {
    case none
    /// The parser stops after this request.
    case offered
    /// The parser may stop or not: it reads the header fields differently from RFC 9110.
    case ambiguous
    /// `CONNECT`: the parser stops after the head, because the content of a tunnel follows.
    case tunnel

    init(_ head: HTTPRequestHead) {
        if head.method == .CONNECT {
            self = .tunnel
            return
        }
        var (hasUpgrade, hasEmptyUpgrade) = (false, false)
        var connection = UpgradeOffer.none
        for (name, value) in head.headers {
            switch name.utf8.count {
            case 7 where name.isSame(as: "Upgrade"):
                if value.trimmingBlanks.isEmpty { hasEmptyUpgrade = true } else { hasUpgrade = true }
            // The parser does not distinguish these two.
            case 10 where name.isSame(as: "Connection"), 16 where name.isSame(as: "Proxy-Connection"):
                if connection != .offered { connection = Self.option(in: value, before: connection) }
            default: break
            }
        }
        let isAmbiguous = hasEmptyUpgrade && connection != .none
        self = hasUpgrade ? connection : isAmbiguous ? .ambiguous : .none
    }

    /// The offer in one `Connection` field. The parser allows blanks after the option's name, and tabs only before it.
    private static func option(in value: String, before: UpgradeOffer) -> UpgradeOffer {
        var found = before
        for member in value.utf8.split(separator: UInt8(ascii: ","))
        where Substring(member).trimmingBlanks.utf8.count >= 7 {
            var option = member.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            while option.last == UInt8(ascii: " ") { option.removeLast() }
            if Substring(option).isSame(as: "upgrade") { return .offered }
            if Substring(option.prefix(7)).isSame(as: "upgrade") { found = .ambiguous }
        }
        return found
    }
}
