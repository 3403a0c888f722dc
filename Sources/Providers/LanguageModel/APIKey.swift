/// A provider's key. Goes into one header and nowhere else: however it is printed, it does not show.
package struct APIKey: Sendable {
    let secret: String

    /// Nil unless the text is printable ASCII without blanks. Blanks around it go: files end in a newline.
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
