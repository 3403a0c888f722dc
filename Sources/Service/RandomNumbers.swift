import Foundation
import Synchronization

/// Random numbers of the system, fetched many at a time: every request takes three, and a draw of its own is a system
/// call.
package final class RandomNumbers: Sendable {
    /// `getentropy` gives 256 bytes at most.
    private static let stock = 256 / MemoryLayout<UInt64>.size
    private let numbers = Mutex<[UInt64]>([])

    package init() {}

    /// As good as `SystemRandomNumberGenerator`'s; never given out twice.
    package func next() -> UInt64 {
        numbers.withLock { numbers in
            if numbers.isEmpty { numbers = Self.draw() }
            return numbers.removeLast()
        }
    }

    private static func draw() -> [UInt64] {
        var drawn = [UInt64](repeating: 0, count: stock)
        let isDrawn = drawn.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        return isDrawn ? drawn : (0..<stock).map { _ in UInt64.random(in: .min ... .max) }
    }
}

extension RandomNumbers {
    /// The same numbers for whoever takes a generator.
    struct Generator: RandomNumberGenerator {
        let numbers: RandomNumbers

        mutating func next() -> UInt64 { numbers.next() }
    }
}
