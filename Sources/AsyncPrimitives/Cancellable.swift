/// Runs the body, and cancels it if `other` ends first. Returns what the body returns in both cases.
package func cancellable<Value: Sendable>(
    _ body: @escaping @Sendable () async -> Value, by other: @escaping @Sendable () async -> Void
) async -> Value {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await body() }
        group.addTask {
            await other()
            return nil
        }
        while let value = await group.next() {
            group.cancelAll()
            if let value { return value }
        }
        preconditionFailure("the body always returns a value")
    }
}
