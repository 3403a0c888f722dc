/// Random numbers that are the same in every run with the same seed: SplitMix64.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64

    /// - Parameter stream: one of many independent sequences of this seed.
    package init(seed: UInt64, stream: UInt64 = 0) {
        var mixer = SeededRandom(state: seed &+ stream &* Self.step)
        state = mixer.next()
    }

    private init(state: UInt64) {
        self.state = state
    }

    package mutating func next() -> UInt64 {
        state &+= Self.step
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A lower-case hexadecimal name of 16 digits.
    mutating func name() -> String {
        let digits = String(next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
