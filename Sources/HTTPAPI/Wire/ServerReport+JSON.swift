import JSON
import Jobs
import Service
import Telemetry

extension ServerReport {
    /// The document of `GET /status`.
    func json(_ phase: ServicePhase.Phase) -> [UInt8] {
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        writer.field("status", status(phase))
        writer.field("version", version)
        writer.field("uptime_seconds", uptime.inSeconds.rounded())
        writer.field("durability", durability)
        writer.object("process") { writer in
            writer.field("resident_bytes", process.residentBytes)
            writer.field("cpu_seconds", process.cpu.inSeconds)
            writer.field("open_files", process.openFiles)
            writer.field("log_lines_lost", process.lostLogLines)
        }
        writer.object("queue", writeQueue)
        writer.object("workers") { writer in
            writer.field("limit", workers.limit)
            writer.field("busy", workers.busy)
        }
        writer.object("cache", writeCache)
        writer.key("providers")
        writer.beginArray()
        for provider in providers { provider.write(to: &writer) }
        writer.endArray()
        writer.object("throughput") { writer in
            writer.field("accepted_per_second", lastMinute.perSecond(.accepted))
            writer.field("completed_per_second", lastMinute.perSecond(.completed))
            writer.field("rejected_per_second", lastMinute.perSecond(.rejected))
        }
        writer.object("latency_seconds") { writer in
            writer.object("submit_to_done") { $0.write(Percentiles(lastMinute.submitToDone)) }
            writer.object("provider") { $0.write(Percentiles(lastMinute.provider)) }
        }
        writer.object("totals", writeTotals)
        writer.endObject()
        return writer.finish()
    }

    private func status(_ phase: ServicePhase.Phase) -> String {
        if phase == .draining { return "draining" }
        if queue.isPaused { return "paused" }
        return providers.first?.isAvailable ?? true ? "ok" : "degraded"
    }

    private func writeQueue(_ writer: inout JSONWriter) {
        writer.field("depth", queue.waiting)
        writer.field("running", queue.running)
        writer.field("limit", queue.limit)
        writer.field("bytes", queue.bytes)
        writer.field("bytes_limit", queue.bytesLimit)
        writer.field("oldest_age_seconds", (queue.oldestAge ?? .zero).inSeconds)
        writer.field("paused", queue.isPaused)
    }

    private func writeCache(_ writer: inout JSONWriter) {
        writer.field("hits_memory", total(.hitsMemory))
        writer.field("hits_redis", total(.hitsRedis))
        writer.field("hits_journal", total(.hitsJournal))
        writer.field("misses", total(.misses))
        writer.field("coalesced", total(.coalesced))
        writer.field("entries", cache.entries)
        writer.field("bytes", cache.bytes)
        writer.field("redis", redis.rawValue)
    }

    private func writeTotals(_ writer: inout JSONWriter) {
        writer.field("accepted", total(.accepted))
        writer.field("completed", total(.completed))
        writer.field("failed", total(.failed))
        writer.field("cancelled", total(.cancelled))
        writer.field("rejected", total(.rejected))
        writer.field("retries", total(.retries))
        writer.field("provider_calls", total(.providerCalls))
        writer.field("prompt_tokens", total(.promptTokens))
        writer.field("completion_tokens", total(.completionTokens))
    }

    private func total(_ counter: Counter) -> Int { totals[counter.rawValue] }
}

extension JSONWriter {
    mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        key(name)
        beginObject()
        write(&self)
        endObject()
    }

    /// Null if nothing was measured.
    mutating func write(_ percentiles: Percentiles?) {
        write("p50", percentiles?.p50)
        write("p95", percentiles?.p95)
        write("p99", percentiles?.p99)
    }

    private mutating func write(_ name: StaticString, _ duration: Duration?) {
        key(name)
        if let duration { double(duration.inSeconds) } else { null() }
    }
}
