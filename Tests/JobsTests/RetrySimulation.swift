import Jobs
import TestSupport

/// A bounded queue that drains in batches, and clients that come back when they were told to: in pure code.
struct RetrySimulation {
    /// How a client that was turned away reads its promise.
    enum Obedience: CaseIterable {
        /// The `Retry-After` header: whole seconds, rounded up.
        case header
        /// The milliseconds in the problem.
        case milliseconds
    }

    /// Jobs per second while every call is full.
    let drain: Double
    let batch: Int
    let workers: Int
    /// Unfinished jobs at most.
    let bound: Int
    let obedience: Obedience
    /// The pacer's rate, told while nothing is measured, as a multiple of the true one.
    var misjudgement = 1.0

    /// One that does not obey comes back after this time, again and again, and is never let in.
    var hammering: Duration?

    private(set) var tries: [Int] = []
    private(set) var longestPromise = Duration.zero
    private var promises = SlotPromise()
    private var rate = DrainRate()
    private var events = RankedQueue()
    private var calls: [Int64: Int] = [:]
    private var waiting = 0
    private var running = 0
    private var generator: SeededGenerator
    private static let hammer: Int64 = -1

    init(drain: Double, batch: Int, workers: Int = 2, bound: Int, obedience: Obedience, seed: UInt64 = 1) {
        (self.drain, self.batch, self.workers, self.bound) = (drain, batch, workers, bound)
        self.obedience = obedience
        generator = SeededGenerator(seed: seed)
    }

    /// Lets the clients arrive within the first second, and goes on until each has been let in.
    mutating func run(clients: Int) {
        tries = Array(repeating: 0, count: clients)
        for client in 0..<clients {
            schedule(Int64(client), at: ManualTime.start + .seconds(Double.random(in: 0..<1, using: &generator)))
        }
        if hammering != nil { schedule(Self.hammer, at: ManualTime.start) }
        var left = clients
        while left > 0, let event = events.first {
            events.remove(event)
            let now = Timestamp(microseconds: event.place)
            if let finished = calls.removeValue(forKey: event.job) {
                running -= finished
                rate.left(finished, at: now)
            } else if event.job == Self.hammer {
                if waiting + running >= bound { _ = promise(at: now) }
                if let hammering { schedule(Self.hammer, at: now + hammering) }
            } else if arrives(Int(event.job), at: now) {
                left -= 1
            }
            startCalls(at: now)
        }
    }

    /// True when the client is let in; otherwise it will be back.
    private mutating func arrives(_ client: Int, at now: Timestamp) -> Bool {
        tries[client] += 1
        if waiting + running < bound {
            if waiting + running == 0 { rate.rested(until: now) }
            waiting += 1
            return true
        }
        let promise = promise(at: now)
        let delay: Duration =
            switch obedience {
            case .header: .seconds(promise.seconds)
            case .milliseconds: .milliseconds(promise.milliseconds)
            }
        schedule(Int64(client), at: now + delay + .seconds(Double.random(in: 0..<0.02, using: &generator)))
        return false
    }

    private mutating func promise(at now: Timestamp) -> SlotPromise.Promise {
        let promise = promises.promise(
            at: now, measured: rate.perSecond(at: now), forecast: .working(jobsPerSecond: drain * misjudgement),
            isPaused: false)
        longestPromise = max(longestPromise, promise.delay)
        return promise
    }

    /// Every free worker takes what is there, up to a full batch; a call takes as long as a full one would.
    private mutating func startCalls(at now: Timestamp) {
        while waiting > 0, calls.count < workers {
            let size = min(batch, waiting)
            waiting -= size
            running += size
            let call = Int64.random(in: 1_000_000..<Int64.max, using: &generator)
            calls[call] = size
            schedule(call, at: now + .seconds(Double(batch * workers) / drain))
        }
    }

    private mutating func schedule(_ event: Int64, at time: Timestamp) {
        events.insert(RankedQueue.Entry(place: time.microseconds, job: event))
    }
}
