/// The latest of what was observed, and what most of it stays below.
struct SampleWindow: Hashable, Sendable {
    static let length = 64

    private var samples: [Double] = []
    private var next = 0
    private let quantile: Double
    /// Nil before the first sample. Of a few samples it is the greatest.
    private(set) var bound: Double?

    /// - Parameter quantile: the share of the samples that `bound` is not below.
    init(quantile: Double) {
        self.quantile = quantile
    }

    var count: Int { samples.count }

    mutating func add(_ sample: Double) {
        if samples.count < Self.length { samples.append(sample) } else { samples[next] = sample }
        next = (next + 1) % Self.length
        let rank = Int((quantile * Double(samples.count)).rounded(.up))
        bound = samples.sorted()[max(rank, 1) - 1]
    }
}
