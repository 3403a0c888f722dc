import HTTPTypes
import Hummingbird

extension Request {
    /// The caller's key, if it sent one.
    var bearer: String? {
        guard let value = headers[.authorization], value.hasPrefix("Bearer ") else { return nil }
        return String(value.dropFirst(7))
    }
}
