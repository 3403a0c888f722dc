import AsyncPrimitives
import Jobs

/// Keeps leases alive while they are worked on.
struct Heartbeat: Sendable {
    let broker: any Broker
    let time: any TimeSource
    /// Time between two extensions: a third of a lease term.
    let interval: Duration

    /// Runs the body; cancels it when none of the leases is held any more.
    func keep<Value: Sendable>(
        _ tokens: [LeaseToken], while body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await cancellable(body) { await beat(tokens) }
    }

    /// Returns when no lease is held any more, or when it is cancelled because the body has finished.
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
