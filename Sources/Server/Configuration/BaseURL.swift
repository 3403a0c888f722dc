import Foundation

/// An address that a provider's paths are appended to.
enum BaseURL {
    /// What is wrong with a URL, as a clause that does not quote it; nil if nothing is.
    static func fault(in text: String) -> String? {
        if text.unicodeScalars.contains(where: isInvisible) { return "there is a blank or a control character in it" }
        guard let parts = URLComponents(string: text) else { return "it is no URL" }
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            return "it does not begin with https:// or http://"
        }
        if parts.user != nil || parts.password != nil { return "there is a user name or a password in it" }
        guard let host = parts.host, !host.isEmpty, !host.unicodeScalars.contains(where: isInvisible) else {
            return "it names no host"
        }
        if let port = parts.port, !(1...65_535).contains(port) { return "its port is not 1 to 65535" }
        if parts.query != nil { return "there is a query in it" }
        if parts.fragment != nil { return "there is a fragment in it" }
        return nil
    }

    /// Blanks, line ends, control characters, and characters without width, which may get in when a URL is copied.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator: true
        default: scalar.properties.isWhitespace
        }
    }
}
