import NIOHTTP1

/// Whether a request offers to go on with another protocol, as the parser below NIO's decoder sees it.
enum UpgradeOffer {
    case none
    /// The parser stops after this request.
    case offered
    /// It may stop or not: the header fields are written as the parser and RFC 9110 read them differently.
    case unclear
    /// `CONNECT`: the parser stops after the head, for what follows is a tunnel's.
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
            // The parser takes the one for the other.
            case 10 where name.isSame(as: "Connection"), 16 where name.isSame(as: "Proxy-Connection"):
                if connection != .offered { connection = Self.option(in: value, before: connection) }
            default: break
            }
        }
        let isUnclear = hasEmptyUpgrade && connection != .none
        self = hasUpgrade ? connection : isUnclear ? .unclear : .none
    }

    /// What one `Connection` field says. The parser wants the option's name with nothing but blanks behind it; tabs are
    /// only allowed before it.
    private static func option(in value: String, before: UpgradeOffer) -> UpgradeOffer {
        var found = before
        for member in value.utf8.split(separator: UInt8(ascii: ","))
        where Substring(member).trimmingBlanks.utf8.count >= 7 {
            var option = member.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            while option.last == UInt8(ascii: " ") { option.removeLast() }
            if Substring(option).isSame(as: "upgrade") { return .offered }
            if Substring(option.prefix(7)).isSame(as: "upgrade") { found = .unclear }
        }
        return found
    }
}
