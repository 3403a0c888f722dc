import Jobs

extension Timestamp {
    /// In the format of RFC 3339, in UTC with milliseconds: `2026-05-04T03:02:01.000Z`.
    ///
    /// Uses Howard Hinnant's `civil_from_days`: Foundation's formatters take longer than the rest of a status document.
    var iso8601: String {
        let milliseconds = max(0, self.milliseconds)
        let (days, ofDay) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
        let era = (days + 719_468) / 146_097
        let dayOfEra = (days + 719_468) % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return String(unsafeUninitializedCapacity: 24) { buffer in
            var writer = DigitWriter(buffer: buffer)
            writer.put(year, digits: 4, then: "-")
            writer.put(month, digits: 2, then: "-")
            writer.put(day, digits: 2, then: "T")
            writer.put(ofDay / 3_600_000, digits: 2, then: ":")
            writer.put(ofDay / 60_000 % 60, digits: 2, then: ":")
            writer.put(ofDay / 1000 % 60, digits: 2, then: ".")
            writer.put(ofDay % 1000, digits: 3, then: "Z")
            return writer.length
        }
    }
}

private struct DigitWriter {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var length = 0

    mutating func put(_ number: Int64, digits: Int, then separator: Unicode.Scalar) {
        var rest = number
        for offset in stride(from: digits - 1, through: 0, by: -1) {
            buffer[length + offset] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        buffer[length + digits] = UInt8(ascii: separator)
        length += digits + 1
    }
}
