import CurlTransport
import Foundation

/// When a limit is full again, or a call is welcome, as the headers of different providers write it.
enum ResetTime {
    /// Seconds or a Go duration, or a time: a date, or seconds or milliseconds since 1970. Times count from the date of
    /// the answer, where it has one, since our clock may differ. Nil for anything else, for zero, for what is past, and
    /// for what cannot be meant.
    /// - Parameter nanoseconds: that one is of a plain number.
    static func parse(_ value: String, unit nanoseconds: Double = 1e9, _ headers: TransportHeaders) -> Duration? {
        let now = { headers["date"].flatMap(HTTPDate.seconds).map(Double.init) ?? Date().timeIntervalSince1970 }
        if let number = number(value) {
            return GoDuration.milliseconds(number, unit: nanoseconds) ?? until(epoch: number, now())
        }
        if let duration = GoDuration.parse(value) { return duration }
        guard let until = InternetDate.seconds(value) ?? HTTPDate.seconds(value).map(Double.init) else { return nil }
        return GoDuration.milliseconds(until - now(), unit: 1e9)
    }

    /// A number of digits, with a fraction perhaps.
    private static func number(_ value: String) -> Double? {
        guard value.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(value)
    }

    /// A number too large for a duration may be a time. Who writes it by mistake means a time that is near.
    private static func until(epoch number: Double, _ now: Double) -> Duration? {
        [number, number / 1000].lazy.map { $0 - now }.first { 0...3600 ~= $0 }
            .flatMap { GoDuration.milliseconds($0, unit: 1e9) }
    }
}
