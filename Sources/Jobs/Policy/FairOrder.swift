/// Start-time fair queueing (Goyal, Vin and Cheng, "Start-time Fair Queueing", SIGCOMM 1996), by lane.
///
/// A lane is one principal's jobs of one priority. A job's place is `max(V, last place of its lane) + cost`, V being
/// the furthest place leased so far. A lane with many submissions gets places far beyond V, and waits; a lane with few
/// gets places just beyond V. So no lane starves another, and no clock is needed.
package struct FairOrder: Sendable {
    /// One principal's jobs of one priority: first in, first out.
    package struct Lane: Hashable, Sendable {
        /// The broker's number of the principal.
        package let principal: UInt32
        package let priority: Priority

        package init(principal: UInt32, priority: Priority) {
            self.principal = principal
            self.priority = priority
        }
    }

    /// The cost of a place, by priority; a lower cost means an earlier place.
    package struct Costs: Hashable, Sendable {
        package let high: Int64
        package let normal: Int64
        package let low: Int64

        package init(high: Int64 = 1, normal: Int64 = 10, low: Int64 = 100) {
            self.high = high
            self.normal = normal
            self.low = low
        }

        package subscript(priority: Priority) -> Int64 {
            switch priority {
            case .high: high
            case .normal: normal
            case .low: low
            }
        }
    }

    private let costs: Costs
    private var reached: Int64
    private var lastPlaces: [Lane: Int64] = [:]
    private var pruneAt = 64

    /// - Parameter reached: the V to start from; after a restart, just before the smallest waiting place.
    package init(costs: Costs = Costs(), reached: Int64 = 0) {
        self.costs = costs
        self.reached = reached
    }

    /// The place that a job of this lane would get now.
    package func nextPlace(in lane: Lane) -> Int64 {
        max(reached, lastPlaces[lane] ?? 0) + costs[lane.priority]
    }

    /// Raises the lane's last place to this one, because a job took it, or had it before a restart.
    package mutating func take(_ place: Int64, in lane: Lane) {
        lastPlaces[lane] = max(place, lastPlaces[lane] ?? 0)
        if lastPlaces.count >= pruneAt { prune() }
    }

    /// Records that a job was leased from this place. A job that returned keeps an old place, and does not move V back.
    package mutating func leased(_ place: Int64) {
        reached = max(reached, place)
    }

    /// Drops lanes whose last place is not beyond V: a new lane would get the same places.
    private mutating func prune() {
        lastPlaces = lastPlaces.filter { $0.value > reached }
        pruneAt = max(64, lastPlaces.count * 2)
    }
}
