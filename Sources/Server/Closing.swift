/// Runs the body, then closes what it used, whether it failed or not. If both fail, the body's error is thrown, and the
/// other one is only passed to `tell`.
func closing<Value>(
    _ body: () async throws -> Value, by close: () async throws -> Void, telling tell: (any Error) -> Void
) async throws -> Value {
    let value: Value
    do {
        value = try await body()
    } catch {
        do { try await close() } catch let other { tell(other) }
        throw error
    }
    try await close()
    return value
}
