/// A number in the document, whose grammar has been checked.
struct NumberLiteral {
    let range: Range<Int>
    /// No fraction and no exponent.
    let isInteger: Bool
}

extension JSONReader {
    /// Checks the number that comes next, without consuming it.
    func scanNumber() throws(JSONError) -> NumberLiteral {
        var end = offset
        if byte(at: end) == UInt8(ascii: "-") { end += 1 }
        let startsWithZero = byte(at: end) == UInt8(ascii: "0")
        let firstDigit = end
        end = try endOfDigits(from: end)
        guard !startsWithZero || end == firstDigit + 1 else { throw .malformed(offset: firstDigit, .leadingZero) }
        var isInteger = true
        if byte(at: end) == UInt8(ascii: ".") {
            isInteger = false
            end = try endOfDigits(from: end + 1)
        }
        if let letter = byte(at: end), letter | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            let sign = byte(at: end + 1)
            let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
            end = try endOfDigits(from: end + (isSigned ? 2 : 1))
        }
        return NumberLiteral(range: offset..<end, isInteger: isInteger)
    }

    /// Nil if it does not fit.
    func integer(_ literal: NumberLiteral) -> Int? {
        Int(String(decoding: bytes[literal.range], as: UTF8.self))
    }

    /// The value of a number with a fraction or an exponent if it is whole all the same.
    func wholeNumber(_ literal: NumberLiteral) -> Int? {
        // `Int(exactly:)` would need the C maths library, which is not always linked.
        guard let value = double(literal), value.magnitude < 0x1p63, Double(Int(value)) == value else { return nil }
        return Int(value)
    }

    /// Nil if it is beyond the largest double.
    func double(_ literal: NumberLiteral) -> Double? {
        Double(String(decoding: bytes[literal.range], as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }

    /// At least one digit.
    private func endOfDigits(from start: Int) throws(JSONError) -> Int {
        var end = start
        while let byte = byte(at: end), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { end += 1 }
        guard end > start else {
            throw .malformed(offset: start, start < bytes.count ? .digitExpected : .unexpectedEnd)
        }
        return end
    }

    private func byte(at index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }
}
