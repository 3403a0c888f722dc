/// A value that must not be shown: it describes itself as set, and no more.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for where it is used.
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    package var description: String { "(set)" }
    package var debugDescription: String { description }
    /// Nothing to look into: `dump` would find the value.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
