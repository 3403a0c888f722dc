import BrokerConformance
import EmbeddedBroker
import Jobs
import Testing

@Suite("The embedded broker keeps every rule")
struct EmbeddedBrokerConformance {
    static let factory = BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, directory in
        let broker = try await EmbeddedBroker(directory: directory, policy: policy, time: time, forecast: forecast)
        return OpenBroker(broker) {
            do { try await broker.close() } catch { Issue.record(error, "the journal closes cleanly") }
        }
    }

    @Test(arguments: BrokerCase.all(for: factory))
    func keeps(_ rule: BrokerCase) async throws {
        try await rule.check(Self.factory)
    }
}
