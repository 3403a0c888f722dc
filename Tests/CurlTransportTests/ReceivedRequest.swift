/// A request as it came over the wire.
struct ReceivedRequest: Sendable {
    let head: String
    var body: [UInt8] = []

    init(head: String) {
        self.head = head
    }

    /// The method and the target.
    var line: String { String(head.prefix { $0 != "\r\n" }) }

    var text: String { String(decoding: body, as: UTF8.self) }

    var length: Int { header("content-length").flatMap { Int($0) } ?? 0 }

    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return String(parts[1].drop { $0 == " " })
            }
        }
        return nil
    }
}
