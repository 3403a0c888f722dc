import Foundation
import Jobs
import Logging
import ProviderAccess
import RedisClient
import Testing
import Workers

@testable import Server

@Suite(BareEnvironment.required) struct ServerConfigurationTests {
    private func faults(_ flags: String...) async throws -> [String] {
        do {
            _ = try ServerConfiguration(flags: flags)
            return []
        } catch let faults as ServerConfiguration.Faults {
            return faults.lines
        }
    }

    @Test("without settings everything is at the default that is documented")
    func defaults() async throws {
        let read = try ServerConfiguration(flags: [])
        #expect((read.host, read.port, read.allowedHosts, read.dataDirectory) == ("127.0.0.1", 8000, [], "data"))
        #expect((read.maxTextBytes, read.maxWait) == (1 << 20, .seconds(60)))
        #expect((read.workers, read.batchMaxSize) == (ProcessInfo.processInfo.activeProcessorCount, 8))
        #expect((read.batchMaxTokens, read.cacheMaxBytes) == (6000, 64 << 20))
        #expect(read.providerLimits == RateLimits())
        #expect(!read.provider.isRemote && read.redis == nil && read.caBundle == nil)
        #expect(read.fallbacks.isEmpty && read.providerConcurrency == nil)
        #expect((read.shutdownTimeout, read.throughputLogInterval) == (.seconds(30), .seconds(10)))
        #expect((read.logLevel, read.logFormat) == (.info, .text))
        let day = Duration.seconds(86_400)
        let expected = BrokerPolicy(
            bounds: Bounds(jobs: 10_000, bytes: 1 << 30, requests: 100_000, resultBytes: 4 << 30),
            batch: BatchRule(maxWait: .milliseconds(50)), attempts: AttemptLimits(attempts: 4, deadline: day),
            leaseTerm: .seconds(30), resultRetention: day, answerRetention: day)
        #expect(read.policy == expected)
    }

    @Test("every setting arrives where it belongs")
    func settings() async throws {
        let read = try ServerConfiguration(flags: [
            "--host=::1", "--port=0", "--allowed-hosts=a.example, b.example", "--data-dir=/tmp/x", "--broker=Embedded",
            "--queue-max-jobs=5", "--queue-max-bytes=2MiB", "--queue-max-requests=7", "--max-text-bytes=1KiB",
            "--max-wait=5s", "--lease-ttl=40s", "--job-deadline=1h", "--max-attempts=9", "--workers=3",
            "--batch-max-size=4", "--batch-max-wait=20ms", "--batch-max-tokens=500", "--cache-max-bytes=1MiB",
            "--cache-ttl=2h", "--result-ttl=3h", "--result-max-bytes=3MiB", "--provider=local", "--provider-rpm=30",
            "--provider-tpm=6000", "--provider-rpd=1000", "--provider-tpd=200000", "--provider-concurrency=3",
            "--shutdown-timeout=7s", "--throughput-log-interval=1s", "--log-level=ERROR",
            "--log-format=json", "--redis-url=redis://:hush@cache:6380/2", "--ca-bundle=/etc/ca.pem",
        ])
        #expect(
            read.redis == RedisAddress(.tcp(host: "cache", port: 6380), password: "hush", database: 2)
                && read.caBundle == "/etc/ca.pem")
        #expect((read.host, read.port, read.dataDirectory) == ("::1", 0, "/tmp/x"))
        #expect(read.allowedHosts == ["a.example", "b.example"])
        #expect((read.maxTextBytes, read.maxWait, read.workers) == (1024, .seconds(5), 3))
        #expect((read.batchMaxSize, read.batchMaxTokens, read.cacheMaxBytes) == (4, 500, 1 << 20))
        let limits = RateLimits(
            requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 6000, tokensPerDay: 200_000)
        #expect(read.providerLimits == limits)
        #expect(read.providerConcurrency == 3)
        #expect((read.shutdownTimeout, read.throughputLogInterval) == (.seconds(7), .seconds(1)))
        #expect((read.logLevel, read.logFormat) == (.error, .json))
        let expected = BrokerPolicy(
            bounds: Bounds(jobs: 5, bytes: 2 << 20, requests: 7, resultBytes: 3 << 20),
            batch: BatchRule(maxWait: .milliseconds(20)),
            attempts: AttemptLimits(attempts: 9, deadline: .seconds(3600)),
            leaseTerm: .seconds(40), resultRetention: .seconds(10_800), answerRetention: .seconds(7200))
        #expect(read.policy == expected)
    }

    @Test("requests are bounded by ten times the jobs unless something is said")
    func requests() async throws {
        #expect(try ServerConfiguration(flags: ["--queue-max-jobs=50"]).policy.bounds.requests == 500)
    }

    @Test("settings that are given by name go through the same table, and stand alone")
    func named() throws {
        let read = try ServerConfiguration(settings: ["QUEUE_MAX_JOBS": "50", "MAX_WAIT": "", "LOG_FORMAT": "json"])
        #expect((read.policy.bounds.jobs, read.policy.bounds.requests) == (50, 500))
        #expect((read.maxWait, read.logFormat) == (.seconds(60), .json))
        let error = #expect(throws: ServerConfiguration.Faults.self) {
            try ServerConfiguration(settings: ["QUEUE_MAX_JOB": "5", "--port": "1", "API_KEY_FILE": "", "PORT": "x"])
        }
        #expect(
            error?.lines == [
                "--port is not a setting", "QUEUE_MAX_JOB is not a setting",
                "PORT must be a whole number, 0 to 65535, not x",
            ])
    }

    @Test("all that is wrong is said at once")
    func together() async throws {
        let faults = try await faults(
            "--port=x", "--colour=red", "--max-wait=1d", "--log-level=loud", "--workers=0", "--broker=redis", "--host")
        let named = faults.map { String($0.prefix { $0 != " " }) }
        #expect(Set(named) == ["--colour", "--host", "PORT", "MAX_WAIT", "LOG_LEVEL", "WORKERS", "BROKER"])
        #expect(named.count == 7)
        let text = ServerConfiguration.Faults(lines: faults).description
        #expect(faults.allSatisfy { text.contains("\n  " + $0) })
    }

    @Test(
        "settings that contradict each other are refused",
        arguments: [
            (["--queue-max-jobs=10", "--queue-max-requests=9"], "QUEUE_MAX_REQUESTS"),
            (["--queue-max-bytes=1MiB", "--max-text-bytes=1MiB"], "QUEUE_MAX_BYTES"),
            (["--queue-max-bytes=1535", "--max-text-bytes=1KiB"], "QUEUE_MAX_BYTES"),
            (["--batch-max-wait=6s", "--lease-ttl=20s"], "BATCH_MAX_WAIT"),
            (["--lease-ttl=900ms"], "LEASE_TTL"), (["--job-deadline=20s", "--lease-ttl=30s"], "JOB_DEADLINE"),
        ])
    func contradictions(flags: [String], named: String) async throws {
        do {
            _ = try ServerConfiguration(flags: flags)
            Issue.record("\(flags) contradict each other")
        } catch let faults as ServerConfiguration.Faults {
            #expect(faults.lines.count == 1)
            #expect(faults.lines.first?.hasPrefix(named + " must") == true)
        }
    }

    @Test(
        "settings at the edge of contradiction are taken",
        arguments: [
            ["--queue-max-jobs=10", "--queue-max-requests=10"], ["--queue-max-bytes=1536", "--max-text-bytes=1KiB"],
            ["--batch-max-wait=5s", "--lease-ttl=20s"], ["--lease-ttl=1s"], ["--job-deadline=30s", "--lease-ttl=30s"],
        ])
    func edges(flags: [String]) async throws {
        _ = try ServerConfiguration(flags: flags)
    }
}
