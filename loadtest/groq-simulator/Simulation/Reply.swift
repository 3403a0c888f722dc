/// What a call is answered, and how.
package struct Reply: Sendable {
    /// What becomes of the answer on its way.
    package enum Delivery: Hashable, Sendable {
        case whole
        /// The connection is closed instead.
        case cut
        /// The connection is closed after half of the body.
        case cutBody
    }

    package let status: Int
    package let headers: [Header]
    package let body: [UInt8]
    /// How long the caller waits for it.
    package let delay: Duration
    /// The caller waits until the hanging is ended, or for as long as the settings say, and then for the delay.
    package var hangs = false
    package var delivery = Delivery.whole
    /// Nil if nothing is charged.
    var usage: Usage?
    /// The texts that are answered well, by hash.
    var answered: [Int] = []
}
