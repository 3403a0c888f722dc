/// A value that must not be shown: it describes itself as set, and no more.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for where it is used.
    let value: String

    init(_ value: String) {
        self.value = value
    }

    var description: String { "(set)" }
    var debugDescription: String { description }
    /// Nothing to look into: `dump` would find the value.
    var customMirror: Mirror { Mirror(self, children: []) }
}
