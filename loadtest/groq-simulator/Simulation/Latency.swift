/// How long calls take.
package struct Latency: Hashable, Sendable {
    package var perCall: Duration = .milliseconds(20)
    package var perInputToken: Duration = .zero
    package var perOutputToken: Duration = .microseconds(50)
    /// Each call takes so much longer or shorter at most: 0.1 is ten per cent.
    package var jitter = 0.1

    /// That of a fast model near by.
    package init() {}

    /// The times of one call.
    func times(input: Int, output: Int, slowdown: Double, random: inout SeededRandom) -> Times {
        let factor = slowdown * (1 + Double.random(in: -1...1, using: &random) * jitter)
        return Times(
            queue: perCall * factor, prompt: perInputToken * Double(input) * factor,
            completion: perOutputToken * Double(output) * factor)
    }

    /// What a call spends its time with.
    struct Times: Hashable, Sendable {
        let queue: Duration
        let prompt: Duration
        let completion: Duration

        var total: Duration { queue + prompt + completion }
    }
}
