/// What a provider says when it answers with an error. Its members are matched with known values; before people see any
/// of it, it goes through `OperatorText`.
struct ErrorBody {
    /// A limit that was hit, as Google names it.
    struct Quota: Hashable {
        var id = ""
        var value = ""
    }

    private(set) var message = ""
    private(set) var type = ""
    private(set) var code = ""
    /// Google's finer word for what is wrong.
    private(set) var reason = ""
    /// Google's word for when to come back: `34s`.
    private(set) var retryDelay = ""
    /// The parameter of the request that it is about.
    private(set) var parameter = ""
    private(set) var quotas: [Quota] = []
    /// A page for people, as proxies send it.
    private(set) var isPage = false
    /// There is an `error` in it, which in an answer with status 200 is the only sign.
    private(set) var isMarked = false

    /// Empty where the body is anything else, a web page of a proxy for example. Of a body that ends in the middle,
    /// what is there counts.
    init(_ body: [UInt8]) {
        isPage =
            body.first { !($0 == 0x20 || 0x09...0x0D ~= $0 || [0xEF, 0xBB, 0xBF].contains($0)) } == UInt8(ascii: "<")
        var reader = LenientReader(body, isWrittenByModel: false)
        let root = reader.value()
        // Gemini sends an array of one.
        readMembers(of: root?.elements.first ?? root, isRoot: true)
    }

    /// For an error that stands in a body beside other things.
    init(error: LenientValue?) {
        isMarked = true
        if let error { readError(error) }
    }

    private mutating func readMembers(of value: LenientValue?, isRoot: Bool = false) {
        guard case .object(let object)? = value else { return }
        for member in object.members {
            let value = member.value
            switch member.name {
            case "error" where isRoot: readError(value)
            case "message", "detail", "msg": readMessage(value)
            // A name, or the way to it.
            case "param", "loc":
                fill(\.parameter, value)
                if parameter.isEmpty { parameter = value.elements.compactMap(\.text).joined(separator: ".") }
            case "type", "status":
                fill(\.type, value)
                // Anthropic's root has a type as well, which says nothing.
                if isRoot, type == "error" { type = "" }
            case "code": fill(\.code, value)
            case "details": value.elements.forEach { readDetail($0) }
            default: break
            }
        }
    }

    private mutating func readError(_ value: LenientValue) {
        if case .null = value { return }
        isMarked = true
        fill(\.message, value)
        readMembers(of: value)
    }

    /// Validators send a list of details.
    private mutating func readMessage(_ value: LenientValue) {
        fill(\.message, value)
        for detail in value.elements + [value] { readMembers(of: detail) }
    }

    /// google.rpc.RetryInfo, ErrorInfo and QuotaFailure, by their members.
    private mutating func readDetail(_ detail: LenientValue) {
        fill(\.retryDelay, detail["retryDelay"])
        fill(\.reason, detail["reason"])
        quotas += (detail["violations"]?.elements ?? []).map {
            Quota(id: $0["quotaId"]?.text ?? "", value: $0["quotaValue"]?.text ?? "")
        }
    }

    /// The first counts.
    private mutating func fill(_ field: WritableKeyPath<Self, String>, _ value: LenientValue?) {
        guard self[keyPath: field].isEmpty, let value else { return }
        self[keyPath: field] = value.text ?? value.int.map(String.init) ?? ""
    }
}
