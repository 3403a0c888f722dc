import CurlTransport
import Foundation

/// When a limit is free again or a call may be retried, in the formats of different providers' headers.
enum ResetTime {
    /// Accepts a number of seconds, a Go duration, a date, or seconds or milliseconds since 1970. Points in time are
    /// relative to the date of the reply, if it has one, because our clock may differ. Nil for anything else, for zero,
    /// for the past, and for implausible values.
    /// - Parameter nanoseconds: the unit of a plain number.
    static func parse(_ value: String, unit nanoseconds: Double = 1e9, _ headers: TransportHeaders) -> Duration? {
        let now = { headers["date"].flatMap(seconds(of:)) ?? Date().timeIntervalSince1970 }
        if let number = number(value) {
            return GoDuration.milliseconds(number, unit: nanoseconds) ?? until(epoch: number, now())
        }
        if let duration = GoDuration.parse(value) { return duration }
        return seconds(of: value).flatMap { GoDuration.milliseconds($0 - now(), unit: 1e9) }
    }

    /// A number in digits, possibly with a fraction.
    private static func number(_ value: String) -> Double? {
        guard value.utf8.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }) else { return nil }
        return Double(value)
    }

    /// A number too large for a duration may be a point in time. It is accepted only if it is near.
    private static func until(epoch number: Double, _ now: Double) -> Duration? {
        [number, number / 1000].lazy.map { $0 - now }.first { 0...3600 ~= $0 }
            .flatMap { GoDuration.milliseconds($0, unit: 1e9) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds from 1970 to a date in the format of HTTP (RFC 9110, 5.6.7), `Sun, 06 Nov 1994 08:49:37 GMT`, or of RFC
    /// 3339, `1994-11-06T08:49:37.5+01:00`. Nil for anything else.
    static func seconds(of date: String) -> Double? {
        var text = date.uppercased().replacing(" ", with: "T")
        let parts = date.split(separator: " ").map(String.init)
        if parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: parts[2]) {
            text = "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z"
        }
        // Foundation also accepts a 32nd day and a 25th hour.
        let form = #/\d{4}-\d\d-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)/#
        guard text.wholeMatch(of: form) != nil else { return nil }
        // A text that it cannot parse is not a date.
        return try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text).timeIntervalSince1970
    }
}
