import Jobs

/// The budget as servers share it: whole numbers separated by blanks, some eighty, and two for each slot of the last
/// minute that has calls.
extension RateBudget {
    /// Increases with every change of the format.
    private static let version: Int64 = 4

    var stored: [UInt8] {
        let numbers = [Self.version, heldUntil.microseconds, calledAt.microseconds] + limits.flatMap(\.stored)
        return Array(numbers.map(String.init).joined(separator: " ").utf8)
    }

    /// Nil if the bytes are not a budget of this version.
    init?(stored bytes: [UInt8], _ limits: RateLimits) {
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").map { Int64($0) ?? -1 }
        // The range in which values can be added and subtracted without overflow.
        guard numbers.count > 3, numbers[0] == Self.version, numbers.allSatisfy({ 0...(1 << 52) ~= $0 }) else {
            return nil
        }
        self.init(limits, at: Timestamp(microseconds: numbers[1]))
        calledAt = Timestamp(microseconds: numbers[2])
        var rest = numbers.dropFirst(3)
        for index in self.limits.indices where !self.limits[index].restore(&rest) { return nil }
    }
}

extension Limit {
    /// Zero stands for nil. The operator's limit is not stored, since each server has its own.
    fileprivate var stored: [Int64] {
        let head = [Int64(used * 1000), Int64(told ?? 0), Int64(total), Int64(tenths), Int64(headroom * 1e6)]
        let pairs = [Amount(time: updated, count: slots.count), refused ?? Amount(time: updated, count: 0)] + slots
        return head + pairs.flatMap { [$0.time.microseconds, Int64($0.count)] }
    }

    /// False if the numbers are not a limit.
    fileprivate mutating func restore(_ numbers: inout ArraySlice<Int64>) -> Bool {
        let all = Array(numbers)
        guard all.count >= 9, all[3] <= UInt16.max, all[6] <= (all.count - 9) / 2 else { return false }
        var pairs = stride(from: 5, to: 9 + 2 * Int(all[6]), by: 2).map {
            Amount(time: Timestamp(microseconds: all[$0]), count: Int(all[$0 + 1]))
        }
        numbers = numbers.dropFirst(5 + 2 * pairs.count)
        (used, told, total) = (Double(all[0]) / 1000, all[1] == 0 ? nil : Int(all[1]), Int(all[2]))
        (tenths, headroom, updated) = (UInt16(all[3]), min(1, Double(all[4]) / 1e6), pairs.removeFirst().time)
        let last = pairs.removeFirst()
        (refused, slots) = (last.count == 0 ? nil : last, pairs)
        return true
    }
}
