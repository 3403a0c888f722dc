import JSON
import Jobs

/// The budget as servers share it: one array of whole numbers, so that it is small and says nothing to anybody else.
extension RateBudget {
    /// Goes up with every change of what follows.
    private static let version: Int64 = 3

    var stored: [UInt8] {
        var numbers = [
            Self.version, heldUntil.microseconds, Int64(callsSinceRefusal), Int64(measuredCalls),
        ]
        numbers += learning.stored
        for (allowance, total) in zip(allowances, totals) {
            numbers.append(Int64(total))
            numbers += allowance.stored
        }
        var writer = JSONWriter(capacity: 2048)
        writer.beginArray()
        for number in numbers { writer.int(Int(number)) }
        writer.endArray()
        return writer.finish()
    }

    /// Nil for anything that is not such a budget.
    init?(stored bytes: [UInt8], _ limits: RateLimits) {
        guard var numbers = Numbers(bytes), numbers.next() == Self.version,
            let held = numbers.next(in: Numbers.times), let calls = numbers.next(in: 0...(1 << 50)),
            let measured = numbers.next(in: 0...(1 << 50)), let learning = LimitLearning(&numbers)
        else { return nil }
        self.init(limits, at: Timestamp(microseconds: 0))
        heldUntil = Timestamp(microseconds: held)
        callsSinceRefusal = Int(calls)
        self.learning = learning
        measuredCalls = Int(measured)
        for index in allowances.indices {
            guard let total = numbers.next(in: Numbers.counts), allowances[index].restore(&numbers) else { return nil }
            totals[index] = Int(total)
        }
    }

    /// Whole numbers, read one by one.
    struct Numbers {
        private var rest: ArraySlice<Int64>
        /// What can be added to and taken away without overflow.
        static let times = 0...(Int64(1) << 60)
        static let counts = -(Int64(1) << 60)...(Int64(1) << 60)

        init?(_ bytes: [UInt8]) {
            do throws(JSONError) {
                var reader = try JSONReader(bytes)
                var numbers: [Int64] = []
                try reader.beginArray()
                while try reader.nextElement() { numbers.append(Int64(try reader.readInt())) }
                try reader.finish()
                rest = numbers[...]
            } catch {
                return nil
            }
        }

        mutating func next(in range: ClosedRange<Int64> = .min ... .max) -> Int64? {
            rest.popFirst().flatMap { range.contains($0) ? $0 : nil }
        }

        mutating func next(_ count: Int) -> [Int]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            let numbers = rest.prefix(count)
            return numbers.allSatisfy(Self.counts.contains) ? numbers.map(Int.init) : nil
        }
    }
}

extension Allowance {
    fileprivate var stored: [Int64] {
        var numbers = [
            Int64(limit ?? -1), isLearned ? 1 : 0, Int64(cushion * 1e6), Int64(used * 1000), updated.microseconds,
            Int64(refill.tenths), Int64(refill.needed), Int64(counted),
        ]
        if period == .minute { numbers += [window.newest] + window.amounts.map(Int64.init) }
        return numbers
    }

    /// False where the numbers are no allowance. The operator's own limit is that of this server.
    fileprivate mutating func restore(_ numbers: inout RateBudget.Numbers) -> Bool {
        guard let limit = numbers.next(in: -1...(1 << 50)), let learned = numbers.next(in: 0...1),
            let cushion = numbers.next(in: 0...1_000_000), let used = numbers.next(in: 0...(1 << 60)),
            let updated = numbers.next(in: RateBudget.Numbers.times), let tenths = numbers.next(in: 0...1023),
            let needed = numbers.next(in: 1...10), let counted = numbers.next(in: RateBudget.Numbers.counts)
        else { return false }
        guard limit > 0 || learned == 0 else { return false }
        self.limit = limit > 0 ? min(Int(limit), ceiling ?? .max) : ceiling
        isLearned = learned == 1
        self.cushion = Double(cushion) / 1e6
        self.used = Double(used) / 1000
        self.updated = Timestamp(microseconds: updated)
        self.counted = Int(counted)
        refill = RefillEvidence(tenths: UInt16(tenths), needed: Int(needed))
        guard period == .minute else { return true }
        guard let newest = numbers.next(in: 0...(1 << 44)), let amounts = numbers.next(SlidingWindow.slots),
            let window = SlidingWindow(amounts: amounts, newest: newest)
        else { return false }
        self.window = window
        return true
    }
}

extension LimitLearning {
    fileprivate var stored: [Int64] {
        let times = [
            Int64(surprises), distrustUntil?.microseconds ?? 0, last?.time.microseconds ?? 0,
            last?.age.inMicroseconds ?? 0,
        ]
        let counts = last.map { $0.counted + $0.lastMinute } ?? [Int](repeating: 0, count: 8)
        let unknown = [Int?](repeating: nil, count: 4)
        let proven = (trial?.proven ?? unknown) + (trial?.before ?? unknown)
        let trials = [trial?.since.microseconds ?? 0, Int64(trial?.raises ?? 0)] + proven.map { Int64($0 ?? -1) }
        let findings = [
            finding?.time.microseconds ?? 0, Int64((finding?.share ?? 0) * 1e6), finding?.isFirst == true ? 1 : 0,
        ]
        let floors = finding?.floors ?? [0, 0, 0, 0]
        return times + counts.map(Int64.init) + trials + findings + floors.map(Int64.init)
    }

    fileprivate init?(_ numbers: inout RateBudget.Numbers) {
        guard let surprises = numbers.next(in: 0...1000), let distrust = numbers.next(in: RateBudget.Numbers.times),
            let time = numbers.next(in: RateBudget.Numbers.times),
            let age = numbers.next(in: 0...(1 << 40)), let counted = numbers.next(4), let lastMinute = numbers.next(4),
            let since = numbers.next(in: RateBudget.Numbers.times), let raises = numbers.next(in: 0...1000),
            let proven = numbers.next(4), let before = numbers.next(4),
            let found = numbers.next(in: RateBudget.Numbers.times), let share = numbers.next(in: 0...1_000_000),
            let isFirst = numbers.next(in: 0...1), let floors = numbers.next(4)
        else { return nil }
        self.init()
        self.surprises = Int(surprises)
        distrustUntil = distrust == 0 ? nil : Timestamp(microseconds: distrust)
        if time != 0 {
            last = Refusal(
                time: Timestamp(microseconds: time), counted: counted, lastMinute: lastMinute,
                age: .microseconds(age))
        }
        if since != 0 {
            trial = Trial(
                since: Timestamp(microseconds: since), raises: Int(raises), proven: proven.map { $0 < 0 ? nil : $0 },
                before: before.map { $0 < 0 ? nil : $0 })
        }
        if found != 0 {
            finding = Finding(
                time: Timestamp(microseconds: found), share: Double(share) / 1e6, floors: floors, isFirst: isFirst == 1)
        }
    }
}
