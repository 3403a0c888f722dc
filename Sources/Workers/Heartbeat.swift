import Jobs

/// Keeps leases alive while they are worked on.
struct Heartbeat: Sendable {
    let broker: any Broker
    let time: any TimeSource
    /// Between two beats: a third of a lease's term.
    let interval: Duration

    /// Runs the body; cancels it when none of the leases is held any more.
    func keep<Value: Sendable>(
        _ tokens: [LeaseToken], while body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await body() }
            group.addTask {
                await beat(tokens)
                return nil
            }
            while let value = await group.next() {
                group.cancelAll()
                if let value { return value }
            }
            preconditionFailure("the body always returns a value")
        }
    }

    /// Returns when no lease is held any more, or when cancelled: the work is over.
    private func beat(_ tokens: [LeaseToken]) async {
        while true {
            do { try await time.sleep(until: time.now + interval) } catch { return }
            do throws(BrokerError) {
                if try await broker.extend(tokens).isEmpty { return }
            } catch {
                // The next beat tries again.
                continue
            }
        }
    }
}
