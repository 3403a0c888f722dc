import BrokerConformance
import Jobs
import TestSupport
import Testing

/// The reference broker keeps every rule: without and with a journal, and shared by processes.
@Suite struct ReferenceBrokerConformance {
    static let forgetful = BrokerFactory { policy, time, forecast, _ in
        let broker = ReferenceBroker(policy: policy, time: time, forecast: forecast)
        return OpenBroker(broker, close: { broker.end() })
    }

    /// The journal is a value in memory, by directory.
    static let journaling = BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, directory in
        let store = ReferenceStore(policy: policy, resuming: journals.value[directory], at: time.now)
        let broker = ReferenceBroker(store, time: time, forecast: forecast)
        return OpenBroker(broker) {
            journals.change { $0[directory] = store.contents }
            broker.end()
        }
    }

    /// So is what processes share.
    static let shared = BrokerFactory(capabilities: [.sharedByProcesses]) { policy, time, forecast, directory in
        let store = stores.change { stores in
            let store = stores[directory] ?? ReferenceStore(policy: policy, at: time.now)
            stores[directory] = store
            return store
        }
        let broker = ReferenceBroker(store, time: time, forecast: forecast)
        return OpenBroker(broker, close: { broker.end() })
    }

    private static let journals = Watched<[String: ReferenceQueue]>([:])
    private static let stores = Watched<[String: ReferenceStore]>([:])

    @Test(arguments: BrokerCase.all(for: forgetful))
    func keeps(rule: BrokerCase) async throws {
        try await rule.check(Self.forgetful)
    }

    @Test(arguments: BrokerCase.all(for: journaling).filter { !$0.requires.isEmpty })
    func keepsWithJournal(rule: BrokerCase) async throws {
        try await rule.check(Self.journaling)
    }

    @Test(arguments: BrokerCase.all(for: shared))
    func keepsWhenShared(rule: BrokerCase) async throws {
        try await rule.check(Self.shared)
    }
}
