package import Jobs

/// How the suite opens a broker of one kind.
package struct BrokerFactory: Sendable {
    /// - Parameters:
    ///   - policy: what the case needs, to be followed to the letter.
    ///   - time: the only clock; `run` sleeps on it whenever it has nothing to do.
    ///   - forecast: what the provider side expects.
    ///   - directory: an empty directory of the case's own, and a unique name. Opened again, the same broker.
    package typealias Open =
        @Sendable (
            _ policy: BrokerPolicy, _ time: any TimeSource, _ forecast: @escaping @Sendable () -> ThroughputForecast,
            _ directory: String
        ) async throws -> OpenBroker

    package let capabilities: Set<Capability>
    package let open: Open

    package init(capabilities: Set<Capability> = [], open: @escaping Open) {
        self.capabilities = capabilities
        self.open = open
    }
}
