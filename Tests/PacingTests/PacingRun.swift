import Analysis
import CurlTransport
import GroqSimulator
import Jobs
import Logging
import ProviderAccess
import Providers
import RedisClient
import Telemetry
import TestSupport
import Workers

/// What a while of saturating load came to: workers, pacer and provider as they are, against the simulator, in its
/// time.
struct PacingRun {
    let statistics: Statistics
    let done: Int
    /// Leases that ended without a call.
    var handedBack = 0
    let minutes: Int

    /// What was charged from the second minute on, as a share of what the limit grants: the first minute's burst, which
    /// every bucket allows, is not counted.
    func chargedShare(of tokensPerMinute: Int) -> Double {
        let charged = statistics.chargedByMinute.dropFirst().prefix(minutes - 1).reduce(0, +)
        return Double(charged) / Double(tokensPerMinute * (minutes - 1))
    }

    var refused: Int { statistics.outcomes["429", default: 0] }

    /// - Parameters:
    ///   - tokenizer: the provider's.
    ///   - told: what the operator says of the limits.
    ///   - transform: changes what the provider answers.
    static func saturated(
        _ limits: GroqSimulator.RateLimits, tokenizer: Tokenizer = MixedTexts.tokenizer,
        told: ProviderAccess.RateLimits = ProviderAccess.RateLimits(), minutes: Int = 10,
        document: @escaping @Sendable (Int64) -> Document = MixedTexts.document,
        transform: @escaping @Sendable (TransportResponse) -> TransportResponse = { $0 }
    ) async throws -> PacingRun {
        try await VirtualTime.run { time in
            var settings = Settings()
            settings.limits = limits
            settings.tokenizer = tokenizer
            settings.latency.perCall = .milliseconds(300)
            settings.latency.perOutputToken = .milliseconds(1)
            let transport = SimulatorTransport(settings, time: time, transform: transform)
            let queue = EndlessQueue(document)
            let pool = pool(queue, transport, told, time)
            await withDiscardingTaskGroup { group in
                group.addTask { await pool.run() }
                do { try await time.sleep(until: time.now + .seconds(minutes * 60)) } catch {}
                group.cancelAll()
            }
            return PacingRun(
                statistics: transport.statistics, done: queue.done, handedBack: queue.handedBack, minutes: minutes)
        }
    }

    /// As many servers with one provider and one Redis.
    static func shared(
        _ servers: Int, _ limits: GroqSimulator.RateLimits, packSize: Int, cell: RedisCell, minutes: Int = 10
    ) async throws -> PacingRun {
        try await VirtualTime.run { time in
            var settings = Settings()
            settings.limits = limits
            let transport = SimulatorTransport(settings, time: time)
            let queues = (0..<servers).map { server in
                EndlessQueue { MixedTexts.document($0 * Int64(servers) + Int64(server)) }
            }
            let told = ProviderAccess.RateLimits(requestsPerMinute: limits.requestsPerMinute)
            await withDiscardingTaskGroup { group in
                for queue in queues {
                    let pool = pool(
                        queue, transport, told, time, packSize: packSize, cell: VirtualCell(cell, time))
                    group.addTask { await pool.run() }
                }
                do { try await time.sleep(until: time.now + .seconds(minutes * 60)) } catch {}
                group.cancelAll()
            }
            let done = queues.reduce(0) { $0 + $1.done }
            return PacingRun(statistics: transport.statistics, done: done, minutes: minutes)
        }
    }

    private static func pool(
        _ queue: EndlessQueue, _ transport: SimulatorTransport, _ told: ProviderAccess.RateLimits, _ time: VirtualTime,
        packSize: Int = 8, cell: (any SharedCell)? = nil
    ) -> WorkerPool {
        let provider = LanguageModelProvider(
            .groq,
            LanguageModelProvider.Configuration(
                baseURL: "http://groq.example/v1", key: APIKey("any"), model: "openai/gpt-oss-20b", temperature: 0.2,
                requestTimeout: .seconds(60), packSize: 8), transport: transport
        ) { count in (1...count).map { "d\($0)" } }
        let configuration = WorkerPool.Configuration(
            slots: 8, packSize: packSize, packTokens: 6000, longestCall: .max, leaseTerm: .seconds(30), attempts: 4)
        let pacer = BudgetPacer(limits: told, concurrency: 8, startsSlowly: true, cell: cell, time: time)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let chain = ProviderChain(
            [ProviderBinding(provider, provider.profile, pacer)], packSize: packSize,
            time: time, metrics: Metrics(time: time), logger: logger)
        return WorkerPool(
            configuration: configuration, broker: queue, chain: chain, partRetention: .seconds(86_400), time: time,
            logger: logger)
    }
}

/// A cell of a real Redis on the time of a simulation.
private struct VirtualCell: SharedCell {
    private let cell: RedisCell
    private let time: VirtualTime

    init(_ cell: RedisCell, _ time: VirtualTime) {
        self.cell = cell
        self.time = time
    }

    func read() async -> (value: [UInt8], now: Timestamp)? {
        let content = await time.outside { await cell.read() }
        return content.map { ($0.value, time.now) }
    }

    func replace(_ old: [UInt8], with new: [UInt8]) async -> (isDone: Bool, value: [UInt8], now: Timestamp)? {
        let answer = await time.outside { await cell.replace(old, with: new) }
        return answer.map { ($0.isDone, $0.content.value, time.now) }
    }
}
