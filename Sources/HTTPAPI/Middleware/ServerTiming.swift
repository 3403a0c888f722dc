import HTTPTypes
import Hummingbird
import Jobs

/// `Server-Timing`: how long the server took, in milliseconds with three decimals.
struct ServerTiming {
    let start: ContinuousClock.Instant

    func finish(_ response: inout Response, at end: ContinuousClock.Instant = .now) {
        let microseconds = (end - start).inMicroseconds
        let fraction = String(1000 + microseconds % 1000).dropFirst()
        response.headers.append(
            HTTPField(name: .serverTiming, value: "total;dur=\(microseconds / 1000).\(fraction)"))
    }
}
