/// The body of a provider's error. Its members are compared with known values. Before people see any of it, it passes
/// through `OperatorText`.
struct ErrorBody {
    /// A limit that was reached, as Google names it.
    struct Quota: Hashable {
        var id = ""
        var value = ""
    }

    private(set) var message = ""
    private(set) var type = ""
    private(set) var code = ""
    /// Google's more precise code for the error.
    private(set) var reason = ""
    /// Google's time to wait before a retry: `34s`.
    private(set) var retryDelay = ""
    /// The parameter of the request that the error is about.
    private(set) var parameter = ""
    private(set) var quotas: [Quota] = []
    /// Whether it is a page for people, as proxies send.
    private(set) var isPage = false
    /// Whether it contains an `error`. In a reply with status 200 that is the only sign of an error.
    private(set) var isMarked = false

    /// Empty if the body is something else, such as a web page of a proxy. If the body ends in the middle, what is
    /// there is used.
    init(_ body: [UInt8]) {
        isPage =
            body.first { !($0 == 0x20 || 0x09...0x0D ~= $0 || [0xEF, 0xBB, 0xBF].contains($0)) } == UInt8(ascii: "<")
        var reader = LenientReader(body, isWrittenByModel: false)
        let root = reader.value()
        // Gemini sends an array with one element.
        readMembers(of: root?.elements.first ?? root, isRoot: true)
    }

    /// For an error in a body that also contains other things.
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
            // A name, or the path to it.
            case "param", "loc":
                fill(\.parameter, value)
                if parameter.isEmpty { parameter = value.elements.compactMap(\.text).joined(separator: ".") }
            case "type", "status":
                fill(\.type, value)
                // Anthropic's top level also has a type, which says nothing.
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

    /// google.rpc.RetryInfo, ErrorInfo and QuotaFailure, recognised by their members.
    private mutating func readDetail(_ detail: LenientValue) {
        fill(\.retryDelay, detail["retryDelay"])
        fill(\.reason, detail["reason"])
        quotas += (detail["violations"]?.elements ?? []).map {
            Quota(id: $0["quotaId"]?.text ?? "", value: $0["quotaValue"]?.text ?? "")
        }
    }

    /// The first value counts.
    private mutating func fill(_ field: WritableKeyPath<Self, String>, _ value: LenientValue?) {
        guard self[keyPath: field].isEmpty, let value else { return }
        self[keyPath: field] = value.text ?? value.int.map(String.init) ?? ""
    }
}
