import Foundation
import Synchronization

/// The system's random numbers, fetched in batches: every request needs three, and each fetch is a system call.
package final class RandomNumbers: Sendable {
    /// `getentropy` returns at most 256 bytes.
    private static let batchSize = 256 / MemoryLayout<UInt64>.size
    private let numbers = Mutex<[UInt64]>([])

    package init() {}

    /// As random as `SystemRandomNumberGenerator`. No number is handed out twice.
    package func next() -> UInt64 {
        numbers.withLock { numbers in
            if numbers.isEmpty { numbers = Self.fetch() }
            return numbers.removeLast()
        }
    }

    private static func fetch() -> [UInt64] {
        var fetched = [UInt64](repeating: 0, count: batchSize)
        let isComplete = fetched.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        return isComplete ? fetched : (0..<batchSize).map { _ in UInt64.random(in: .min ... .max) }
    }
}

extension RandomNumbers {
    /// The same numbers as a `RandomNumberGenerator`.
    struct Generator: RandomNumberGenerator {
        let numbers: RandomNumbers

        mutating func next() -> UInt64 { numbers.next() }
    }
}
