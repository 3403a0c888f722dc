/// The form of an answer as JSON Schema, for providers that enforce it. It is strict, as they require: all members are
/// required, and no others are allowed.
enum PackSchema {
    static let schema = Array(
        #"""
        {"type":"object","additionalProperties":false,"required":["analyses"],"properties":{"analyses":{\#
        "type":"array","items":{"type":"object","additionalProperties":false,\#
        "required":["id","anchor","summary","key_points","methods","limitations","keywords"],"properties":{\#
        "id":{"type":"string"},"anchor":{"type":"string"},"summary":{"type":"string"},\#
        "key_points":{"type":"array","items":{"type":"string"}},"methods":{"type":"string"},\#
        "limitations":{"type":"string"},"keywords":{"type":"array","items":{"type":"string"}}}}}}}
        """#.utf8)

    /// The value of `response_format` in chat completions.
    static let responseFormat =
        Array(#"{"type":"json_schema","json_schema":{"name":"analyses","strict":true,"schema":"#.utf8) + schema
        + Array("}}".utf8)

    /// The value of `output_config` in Anthropic's messages.
    static let outputConfig =
        Array(#"{"format":{"type":"json_schema","schema":"#.utf8) + schema + Array("}}".utf8)
}
