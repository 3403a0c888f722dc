/// Ids of documents within one call: short, random and used once, so that no text can contain another document's id.
enum PackID {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")

    /// This many different ids.
    static func make(_ count: Int, using generator: inout some RandomNumberGenerator) -> [String] {
        var ids: [String] = []
        while ids.count < count {
            let id = "d" + String((0..<4).map { _ in digits[Int.random(in: digits.indices, using: &generator)] })
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}
