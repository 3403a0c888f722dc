import CurlTransport
import Foundation

/// When a limit is full again, or a call is welcome, as the headers of different providers write it.
enum ResetTime {
    /// Seconds or a Go duration, or a time: a date, or seconds or milliseconds since 1970. Times count from the date of
    /// the answer, where it has one, since our clock may differ. Nil for anything else, for zero, for what is past, and
    /// for what cannot be meant.
    /// - Parameter nanoseconds: that one is of a plain number.
    static func parse(_ value: String, unit nanoseconds: Double = 1e9, _ headers: TransportHeaders) -> Duration? {
        let now = { headers["date"].flatMap(seconds(of:)) ?? Date().timeIntervalSince1970 }
        if let number = number(value) {
            return GoDuration.milliseconds(number, unit: nanoseconds) ?? until(epoch: number, now())
        }
        if let duration = GoDuration.parse(value) { return duration }
        return seconds(of: value).flatMap { GoDuration.milliseconds($0 - now(), unit: 1e9) }
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

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds from 1970 to a date as HTTP has it (RFC 9110, 5.6.7), `Sun, 06 Nov 1994 08:49:37 GMT`, or as RFC 3339
    /// does, `1994-11-06T08:49:37.5+01:00`. Nil for anything else.
    static func seconds(of date: String) -> Double? {
        var text = date.uppercased().replacing(" ", with: "T")
        let parts = date.split(separator: " ").map(String.init)
        if parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: parts[2]) {
            text = "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z"
        }
        // Foundation reads the 32nd day and the 25th hour as well.
        let form = #/\d{4}-\d\d-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)/#
        guard text.wholeMatch(of: form) != nil else { return nil }
        // What it cannot read is no date.
        return try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text).timeIntervalSince1970
    }
}
