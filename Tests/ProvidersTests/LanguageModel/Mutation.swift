/// Damage to texts, the same in every run.
enum Mutation {
    /// A few bytes changed, left out, put in, or everything after some point cut off.
    static func mangle(_ text: String, using generator: inout some RandomNumberGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: #"{}[]",:\"#.utf8.shuffled(using: &generator).prefix(3), at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: bytes.indices, using: &generator))
            default: if Bool.random(using: &generator) { bytes.removeSubrange(place...) }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
