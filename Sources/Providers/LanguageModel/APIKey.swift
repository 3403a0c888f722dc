/// A provider's key. It is sent in one header and used nowhere else. Printing it in any form does not reveal it.
package struct APIKey: Sendable {
    let secret: String

    /// Nil unless the text is printable ASCII without blanks. Blanks around it are removed, because files end with a
    /// newline.
    package init?(_ text: String) {
        secret = text.trimmed
        guard !secret.isEmpty, secret.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
    }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(hidden)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
