/// A value that must not be shown. Its description says only that it is set.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for the code that uses it.
    let value: String

    init(_ value: String) {
        self.value = value
    }

    var description: String { "(set)" }
    var debugDescription: String { description }
    /// Empty, because `dump` would show the value.
    var customMirror: Mirror { Mirror(self, children: []) }
}
