/// How soon a client wants its answer. Sets the cost of a place in the queue; it is never a strict order.
package enum Priority: UInt8, CaseIterable, Comparable, Sendable {
    case high = 0
    case normal = 1
    case low = 2

    /// The name in the API contract.
    package var name: String {
        switch self {
        case .high: "high"
        case .normal: "normal"
        case .low: "low"
        }
    }

    /// Nil if the name is none of the three.
    package init?(name: some StringProtocol) {
        guard let match = Priority.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    /// More urgent is smaller.
    package static func < (left: Priority, right: Priority) -> Bool {
        left.rawValue < right.rawValue
    }
}
