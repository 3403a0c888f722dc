package import Analysis
package import Jobs

/// A provider that does what its test says, and remembers what it was asked.
package final class ScriptedProvider: Provider {
    /// What happened so far.
    package struct Record: Sendable {
        /// The items of each call, in the order the calls began.
        package fileprivate(set) var calls: [[ProviderItem]] = []
        package fileprivate(set) var running = 0
        package fileprivate(set) var mostAtOnce = 0

        package var items: Int { calls.reduce(0) { $0 + $1.count } }
    }

    /// Which items may share a call.
    package struct Company: Sendable {
        package let together: @Sendable ([ProviderItem]) -> [Int]

        package init(_ together: @escaping @Sendable ([ProviderItem]) -> [Int]) {
            self.together = together
        }

        package static let any = Company { Array($0.indices) }
    }

    package let model: ModelIdentity
    package let packSize: Int
    package let sizing: CallSizing
    private let company: Company
    private let behaviour: ProviderBehaviour
    private let log = Watched(Record())

    package init(
        _ behaviour: ProviderBehaviour = .instant, model: ModelIdentity = Sample.model, packSize: Int = 8,
        sizing: CallSizing = CallSizing(), company: Company = .any
    ) {
        self.behaviour = behaviour
        self.model = model
        self.packSize = packSize
        self.sizing = sizing
        self.company = company
    }

    package func tokens(of items: [ProviderItem]) -> Int {
        items.reduce(sizing.perCall) {
            $0 + sizing.ratios.tokens(of: $1.document.census) + sizing.perItem
        }
    }

    package func together(_ items: [ProviderItem]) -> [Int] { company.together(items) }

    package var record: Record { log.value }

    package func analyze(_ items: [ProviderItem]) async throws(ProviderError) -> ProviderReply {
        log.change { record in
            record.calls.append(items)
            record.running += 1
            record.mostAtOnce = max(record.mostAtOnce, record.running)
        }
        defer { log.change { $0.running -= 1 } }
        return try await behaviour.answer(items)
    }

    package func advice() async -> String? { behaviour.advice }

    /// Returns once the record meets the condition; throws `Overdue`, naming the rule, when it does not in time.
    package func until(_ rule: String, _ condition: @escaping @Sendable (Record) -> Bool) async throws {
        try await log.until(rule, condition)
    }
}
