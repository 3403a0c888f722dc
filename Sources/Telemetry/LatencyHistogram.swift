/// Durations, as counts in buckets that grow by an eighth: percentiles to within 13 %, in constant memory (the idea of
/// HdrHistogram, Gil Tene).
package struct LatencyHistogram: Sendable {
    /// Eight buckets for every doubling, from a microsecond to more than two hours. Longer durations count in the last
    /// bucket.
    private static let steps = 8
    private static let bucketCount = 31 * steps

    private var counts = [UInt32](repeating: 0, count: bucketCount)
    package private(set) var count = 0

    package init() {}

    package mutating func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        counts[Self.bucket(of: UInt64(microseconds))] += 1
        count += 1
    }

    package mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
    }

    /// The duration that this share of all values does not exceed; nil before anything was recorded.
    package func percentile(_ share: Double) -> Duration? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((share * Double(count)).rounded(.up)))
        var seen = 0
        for index in counts.indices {
            seen += Int(counts[index])
            if seen >= rank { return .microseconds(Self.middle(of: index)) }
        }
        return nil
    }

    private static func bucket(of microseconds: UInt64) -> Int {
        guard microseconds >= UInt64(steps) else { return Int(microseconds) }
        let exponent = 63 - microseconds.leadingZeroBitCount
        let fraction = Int(microseconds >> UInt64(exponent - 3)) & (steps - 1)
        return min(bucketCount - 1, (exponent - 2) * steps + fraction)
    }

    private static func middle(of bucket: Int) -> Int64 {
        guard bucket >= steps else { return Int64(bucket) }
        let exponent = bucket / steps + 2
        let width = Int64(1) << (exponent - 3)
        return (Int64(1) << exponent) + Int64(bucket % steps) * width + width / 2
    }
}
