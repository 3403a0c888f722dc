import JSON

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

    /// Empty where the body is anything else, a web page of a proxy for example.
    init(_ body: [UInt8]) {
        isPage =
            body.first { !($0 == 0x20 || 0x09...0x0D ~= $0 || [0xEF, 0xBB, 0xBF].contains($0)) } == UInt8(ascii: "<")
        do throws(JSONError) {
            var reader = try JSONReader(body)
            // Gemini sends an array of one.
            if try reader.peek() == .array {
                try reader.beginArray()
                guard try reader.nextElement() else { return }
            }
            try readMembers(&reader, isRoot: true)
        } catch {
            // What was read before counts.
        }
    }

    private mutating func readMembers(_ reader: inout JSONReader, isRoot: Bool) throws(JSONError) {
        guard try reader.enter(.object) else { return }
        while let key = try reader.nextKey() {
            switch key {
            case "error" where isRoot: try readError(&reader)
            case "message", "detail", "msg": try fillMessage(&reader)
            case "param", "loc": try fillParameter(&reader)
            // Anthropic's root has a type as well, which says nothing.
            case "type", "status": if isRoot { try fillRootType(&reader) } else { try fill(\.type, from: &reader) }
            case "code": try fill(\.code, from: &reader)
            case "details": try readDetails(&reader)
            default: try reader.skipValue()
            }
        }
    }

    /// Validators send a list of details.
    private mutating func fillMessage(_ reader: inout JSONReader) throws(JSONError) {
        switch try reader.peek() {
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { try readMembers(&reader, isRoot: false) }
        case .object: try readMembers(&reader, isRoot: false)
        default: try fill(\.message, from: &reader)
        }
    }

    /// A name, or the way to it.
    private mutating func fillParameter(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .array else { return try fill(\.parameter, from: &reader) }
        try reader.beginArray()
        while try reader.nextElement() {
            if let name = try reader.stringIfAny() { parameter += parameter.isEmpty ? name : "." + name }
        }
    }

    private mutating func fillRootType(_ reader: inout JSONReader) throws(JSONError) {
        try fill(\.type, from: &reader)
        if type == "error" { type = "" }
    }

    private mutating func readError(_ reader: inout JSONReader) throws(JSONError) {
        isMarked = try reader.peek() != .null
        if try reader.peek() == .string { return try fill(\.message, from: &reader) }
        try readMembers(&reader, isRoot: false)
    }

    /// google.rpc.RetryInfo, ErrorInfo and QuotaFailure, by their members.
    private mutating func readDetails(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.array) else { return }
        while try reader.nextElement() {
            guard try reader.enter(.object) else { continue }
            while let key = try reader.nextKey() {
                switch key {
                case "retryDelay": try fill(\.retryDelay, from: &reader)
                case "reason": try fill(\.reason, from: &reader)
                case "violations": try readQuotas(&reader)
                default: try reader.skipValue()
                }
            }
        }
    }

    private mutating func readQuotas(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.enter(.array) else { return }
        while try reader.nextElement() {
            guard try reader.enter(.object) else { continue }
            var quota = Quota()
            while let key = try reader.nextKey() {
                switch key {
                case "quotaId": quota.id = try reader.stringIfAny() ?? ""
                case "quotaValue": quota.value = try reader.stringIfAny() ?? ""
                default: try reader.skipValue()
                }
            }
            quotas.append(quota)
        }
    }

    /// The first counts.
    private mutating func fill(_ field: WritableKeyPath<Self, String>, from reader: inout JSONReader)
        throws(JSONError)
    {
        let isNumber = try reader.peek() == .number
        let value = isNumber ? try reader.intIfAny().map(String.init) : try reader.stringIfAny()
        if self[keyPath: field].isEmpty { self[keyPath: field] = value ?? "" }
    }
}
