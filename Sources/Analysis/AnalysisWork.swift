package import Jobs

/// A document and how to analyse it: the work of a job of the kind `analyze`.
package struct AnalysisWork: Work, Hashable {
    package static let kind = Payload.Kind("analyze")

    package let document: Document
    package let options: AnalysisOptions

    package init(_ document: Document, _ options: AnalysisOptions = AnalysisOptions()) {
        self.document = document
        self.options = options
    }

    package func fingerprint(by profile: AnalysisProfile) -> Fingerprint {
        profile.fingerprint(of: document, options: options)
    }

    /// Fields in a fixed order, each as its length in bytes, a colon, and the bytes; a hyphen for an absent field. This
    /// form can be read and migrated in journals with SQL alone.
    package var payload: Payload {
        let fields = [
            document.title, document.abstract, document.text, options.length.rawValue, options.language, options.focus,
        ]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + ($1?.utf8.count ?? 0) + 8 })
        for field in fields {
            guard var field else {
                bytes.append(Self.absent)
                continue
            }
            bytes += "\(field.utf8.count):".utf8
            field.withUTF8 { bytes += $0 }
        }
        return Payload(kind: Self.kind, bytes: bytes, census: document.census)
    }

    /// Nil if the payload is of another kind or damaged.
    package init?(_ payload: Payload) {
        guard payload.kind == Self.kind else { return nil }
        var rest = payload.bytes[...]
        var fields: [String?] = []
        while let first = rest.popFirst() {
            guard first != Self.absent else {
                fields.append(nil)
                continue
            }
            var count = 0
            var digit = first
            repeat {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit, count <= rest.count, let next = rest.popFirst()
                else { return nil }
                count = 10 * count + Int(digit - UInt8(ascii: "0"))
                digit = next
            } while digit != UInt8(ascii: ":")
            guard count <= rest.count else { return nil }
            fields.append(String(decoding: rest.prefix(count), as: UTF8.self))
            rest = rest.dropFirst(count)
        }
        guard fields.count == 6, let length = fields[3].flatMap(AnalysisOptions.Length.init) else { return nil }
        self.init(
            Document(title: fields[0], abstract: fields[1], text: fields[2]),
            AnalysisOptions(length: length, language: fields[4], focus: fields[5]))
    }

    private static let absent = UInt8(ascii: "-")
}
